-- CreateTable
CREATE TABLE "campaign_comparisons" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "campaign_a" INTEGER NOT NULL,
    "campaign_b" INTEGER NOT NULL,
    "metric" TEXT NOT NULL,
    "outcome_days" INTEGER NOT NULL,
    "alpha" DOUBLE PRECISION NOT NULL,
    "indifference" DOUBLE PRECISION,
    "expected_people" INTEGER NOT NULL,
    "stop_loser" BOOLEAN NOT NULL,
    "status" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "campaign_comparisons_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "campaign_comparisons_campaign_a_fkey" FOREIGN KEY ("campaign_a") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "campaign_comparisons_campaign_b_fkey" FOREIGN KEY ("campaign_b") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "campaign_comparisons_key_key" ON "campaign_comparisons"("key");
CREATE UNIQUE INDEX "campaign_comparisons_campaign_a_key" ON "campaign_comparisons"("campaign_a");
CREATE UNIQUE INDEX "campaign_comparisons_campaign_b_key" ON "campaign_comparisons"("campaign_b");

-- CreateTable
CREATE TABLE "comparison_people" (
    "user_id" BIGINT NOT NULL,
    "comparison_id" INTEGER NOT NULL,
    "side" CHAR(1) NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "comparison_people_pkey" PRIMARY KEY ("user_id", "comparison_id"),
    CONSTRAINT "comparison_people_comparison_id_fkey" FOREIGN KEY ("comparison_id") REFERENCES "campaign_comparisons"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "comparison_people_comparison_id_since_idx" ON "comparison_people"("comparison_id", "since");
