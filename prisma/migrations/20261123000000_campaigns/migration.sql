-- CreateTable
CREATE TABLE "campaigns" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "segment_key" TEXT,
    "strategy" TEXT NOT NULL,
    "seed" TEXT NOT NULL,
    "holdout_share" DOUBLE PRECISION NOT NULL,
    "budget" DOUBLE PRECISION,
    "per_user_cap" INTEGER NOT NULL,
    "frequency_cap" INTEGER,
    "frequency_days" INTEGER,
    "quiet_from" SMALLINT,
    "quiet_to" SMALLINT,
    "consents" TEXT[],
    "margin_rate" DOUBLE PRECISION NOT NULL,
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "allocated_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "campaigns_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "campaigns_key_key" ON "campaigns"("key");
CREATE INDEX "campaigns_segment_key_idx" ON "campaigns"("segment_key");

-- CreateTable
CREATE TABLE "campaign_coupons" (
    "id" SERIAL NOT NULL,
    "campaign_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "cost" DOUBLE PRECISION NOT NULL,
    "valid_days" INTEGER NOT NULL,
    "minimum_spend" DOUBLE PRECISION,

    CONSTRAINT "campaign_coupons_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "campaign_coupons_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "campaign_coupons_campaign_id_key_key" ON "campaign_coupons"("campaign_id", "key");

-- CreateTable
CREATE TABLE "campaign_coupon_products" (
    "coupon_id" INTEGER NOT NULL,
    "product_id" TEXT NOT NULL,

    CONSTRAINT "campaign_coupon_products_pkey" PRIMARY KEY ("coupon_id", "product_id"),
    CONSTRAINT "campaign_coupon_products_coupon_id_fkey" FOREIGN KEY ("coupon_id") REFERENCES "campaign_coupons"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "coupon_assignments" (
    "user_id" BIGINT NOT NULL,
    "campaign_id" INTEGER NOT NULL,
    "arm" TEXT NOT NULL,
    "coupon_id" INTEGER,
    "code" TEXT COLLATE "C",
    "assigned_at" TIMESTAMPTZ(3) NOT NULL,
    "available_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "propensity" DOUBLE PRECISION NOT NULL,
    "uplift_class" TEXT,
    "expected_uplift" DOUBLE PRECISION,
    "expected_margin" DOUBLE PRECISION,

    CONSTRAINT "coupon_assignments_pkey" PRIMARY KEY ("user_id", "campaign_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "coupon_assignments_code_key" ON "coupon_assignments"("code") WHERE "code" IS NOT NULL;
CREATE INDEX "coupon_assignments_campaign_id_user_id_idx" ON "coupon_assignments"("campaign_id", "user_id");

-- CreateTable
CREATE TABLE "coupon_redemptions" (
    "user_id" BIGINT NOT NULL,
    "campaign_id" INTEGER NOT NULL,
    "coupon_id" INTEGER NOT NULL,
    "order_key" TEXT NOT NULL,
    "redeemed_at" TIMESTAMPTZ(3) NOT NULL,
    "discount" DOUBLE PRECISION,

    CONSTRAINT "coupon_redemptions_pkey" PRIMARY KEY ("user_id", "campaign_id", "order_key")
);

-- CreateIndex
CREATE INDEX "coupon_redemptions_campaign_id_user_id_idx" ON "coupon_redemptions"("campaign_id", "user_id");
