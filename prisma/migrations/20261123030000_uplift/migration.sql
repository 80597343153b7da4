-- AlterEnum
ALTER TYPE "run_kind" ADD VALUE 'UPLIFT';

-- CreateTable
CREATE TABLE "uplift_scores" (
    "user_id" BIGINT NOT NULL,
    "run_id" INTEGER NOT NULL,
    "offer" TEXT NOT NULL,
    "uplift" DOUBLE PRECISION NOT NULL,
    "probability_without" DOUBLE PRECISION NOT NULL,
    "probability_with" DOUBLE PRECISION NOT NULL,
    "class" TEXT NOT NULL,
    "reasons" JSONB NOT NULL,

    CONSTRAINT "uplift_scores_pkey" PRIMARY KEY ("user_id","run_id","offer")
) PARTITION BY LIST ("run_id");

-- CreateIndex
CREATE INDEX "uplift_scores_run_id_offer_uplift_user_id_idx" ON "uplift_scores"("run_id", "offer", "uplift", "user_id");
