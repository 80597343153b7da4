-- AlterEnum
ALTER TYPE "run_kind" ADD VALUE 'PURCHASE';
ALTER TYPE "run_kind" ADD VALUE 'NEXT_ORDER';
ALTER TYPE "run_kind" ADD VALUE 'RATING';

-- AlterTable
ALTER TABLE "model_runs" ADD COLUMN "report" JSONB;

-- AlterTable
ALTER TABLE "churn_scores" ADD COLUMN "horizon_days" INTEGER;

-- CreateTable
CREATE TABLE "purchase_predictions" (
    "user_id" BIGINT NOT NULL,
    "run_id" INTEGER NOT NULL,
    "within_days" SMALLINT NOT NULL,
    "probability" DOUBLE PRECISION NOT NULL,
    "reasons" JSONB NOT NULL,
    "counterfactual" JSONB,

    CONSTRAINT "purchase_predictions_pkey" PRIMARY KEY ("user_id","run_id","within_days")
) PARTITION BY LIST ("run_id");

-- CreateTable
CREATE TABLE "next_orders" (
    "user_id" BIGINT NOT NULL,
    "run_id" INTEGER NOT NULL,
    "none_within_90" DOUBLE PRECISION NOT NULL,
    "days_median" DOUBLE PRECISION,
    "days_low" DOUBLE PRECISION,
    "days_high" DOUBLE PRECISION,
    "categories" JSONB NOT NULL,
    "spend" DOUBLE PRECISION[],
    "quantity" DOUBLE PRECISION[],
    "spend_within_90" DOUBLE PRECISION[],
    "active_days_within_30" DOUBLE PRECISION[],

    CONSTRAINT "next_orders_pkey" PRIMARY KEY ("user_id","run_id")
) PARTITION BY LIST ("run_id");

-- CreateTable
CREATE TABLE "rating_users" (
    "user_id" BIGINT NOT NULL,
    "run_id" INTEGER NOT NULL,
    "bias" DOUBLE PRECISION NOT NULL,
    "factors" REAL[],
    "ratings" INTEGER NOT NULL,

    CONSTRAINT "rating_users_pkey" PRIMARY KEY ("user_id","run_id")
) PARTITION BY LIST ("run_id");

-- CreateTable
CREATE TABLE "rating_products" (
    "product_id" INTEGER NOT NULL,
    "run_id" INTEGER NOT NULL,
    "bias" DOUBLE PRECISION NOT NULL,
    "factors" REAL[],
    "ratings" INTEGER NOT NULL,

    CONSTRAINT "rating_products_pkey" PRIMARY KEY ("product_id","run_id")
) PARTITION BY LIST ("run_id");

-- CreateIndex
CREATE INDEX "purchase_predictions_run_id_within_days_probability_user_id_idx" ON "purchase_predictions"("run_id", "within_days", "probability", "user_id");
