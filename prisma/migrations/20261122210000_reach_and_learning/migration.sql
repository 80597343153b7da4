-- What was shown, and what came of it: an event may name the impression that led to it.
ALTER TABLE "events" ADD COLUMN "impression_id" UUID;

-- Who has bought a product: audiences, similar users and surveys start from it.
CREATE INDEX "user_products_product_id_user_id_idx" ON "user_products"("product_id", "user_id");

-- CreateTable
CREATE TABLE "audiences" (
    "id" SERIAL NOT NULL,
    "run_id" INTEGER NOT NULL,
    "product_id" INTEGER NOT NULL,
    "members" INTEGER NOT NULL,
    "built_at" TIMESTAMPTZ(3) NOT NULL,
    "leased_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audiences_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audience_members" (
    "user_id" BIGINT NOT NULL,
    "audience_id" INTEGER NOT NULL,
    "place" INTEGER NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "audience_members_pkey" PRIMARY KEY ("user_id","audience_id")
);

-- CreateTable
CREATE TABLE "impressions" (
    "user_id" BIGINT NOT NULL,
    "impression_id" UUID NOT NULL,
    "run_id" INTEGER,
    "shown_at" TIMESTAMPTZ(3) NOT NULL,
    "product_ids" INTEGER[],
    "positions" INTEGER[],
    "sources" TEXT[],
    "propensities" DOUBLE PRECISION[],
    "decision" JSONB,

    CONSTRAINT "impressions_pkey" PRIMARY KEY ("user_id","impression_id")
);

-- CreateTable
CREATE TABLE "explorations" (
    "run_id" INTEGER NOT NULL,
    "model" JSONB NOT NULL,
    "newcomers" INTEGER[],

    CONSTRAINT "explorations_pkey" PRIMARY KEY ("run_id")
);

-- CreateTable
CREATE TABLE "group_popularity" (
    "run_id" INTEGER NOT NULL,
    "trait" TEXT COLLATE "C" NOT NULL,
    "value" TEXT COLLATE "C" NOT NULL,
    "information" DOUBLE PRECISION NOT NULL,
    "buyers" INTEGER NOT NULL,
    "product_ids" INTEGER[],
    "shares" DOUBLE PRECISION[],

    CONSTRAINT "group_popularity_pkey" PRIMARY KEY ("run_id","trait","value")
);

-- CreateTable
CREATE TABLE "survey_answers" (
    "user_id" BIGINT NOT NULL,
    "product_id" INTEGER NOT NULL,
    "liked" BOOLEAN NOT NULL,
    "answered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "survey_answers_pkey" PRIMARY KEY ("user_id","product_id")
);

-- CreateIndex
CREATE INDEX "audiences_run_id_product_id_built_at_idx" ON "audiences"("run_id", "product_id", "built_at");

-- CreateIndex
CREATE INDEX "audiences_leased_until_idx" ON "audiences"("leased_until");

-- CreateIndex
CREATE UNIQUE INDEX "audience_members_audience_id_place_key" ON "audience_members"("audience_id", "place");

-- CreateIndex
CREATE INDEX "impressions_shown_at_idx" ON "impressions"("shown_at");

-- AddForeignKey
ALTER TABLE "audience_members" ADD CONSTRAINT "audience_members_audience_id_fkey" FOREIGN KEY ("audience_id") REFERENCES "audiences"("id") ON DELETE CASCADE ON UPDATE CASCADE;
