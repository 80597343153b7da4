-- What Prisma's schema cannot say was added by hand: partitions, the schema that holds them, collations, extra indexes.

-- Partitions live apart, so that the tables of the data model stay the only ones in sight.
CREATE SCHEMA IF NOT EXISTS "parts";

-- CreateEnum
CREATE TYPE "event_type" AS ENUM ('VIEW', 'SEARCH', 'ADD_TO_CART', 'REMOVE_FROM_CART', 'PURCHASE', 'RETURN', 'REVIEW', 'COUPON_VIEW', 'COUPON_REDEEM', 'CUSTOM');

-- CreateEnum
CREATE TYPE "run_kind" AS ENUM ('PORTRAITS', 'CHURN_RISK', 'LIFETIME_VALUE', 'RECOMMENDATIONS', 'SEGMENTS');

-- CreateEnum
CREATE TYPE "run_status" AS ENUM ('QUEUED', 'TRAINING', 'CANDIDATE', 'PUBLISHED', 'ARCHIVED', 'REFUSED', 'FAILED');

-- CreateEnum
CREATE TYPE "import_status" AS ENUM ('RUNNING', 'DONE', 'FAILED');

-- CreateTable
CREATE TABLE "users" (
    "id" BIGSERIAL NOT NULL,
    "external_id" TEXT COLLATE "C" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "traits" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consents" (
    "user_id" BIGINT NOT NULL,
    "purpose" TEXT NOT NULL,
    "granted" BOOLEAN NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "consents_pkey" PRIMARY KEY ("user_id","purpose")
);

-- CreateTable
CREATE TABLE "products" (
    "id" SERIAL NOT NULL,
    "external_id" TEXT COLLATE "C" NOT NULL,
    "name" TEXT,
    "names" JSONB NOT NULL DEFAULT '{}',
    "category" TEXT,
    "price" DOUBLE PRECISION,
    "currency" TEXT,
    "in_stock" BOOLEAN NOT NULL DEFAULT true,
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "recommendable" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "products_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "events" (
    "user_id" BIGINT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "event_key" UUID NOT NULL,
    "type" "event_type" NOT NULL,
    "product_id" INTEGER,
    "quantity" DOUBLE PRECISION,
    "unit_price" DOUBLE PRECISION,
    "currency" TEXT,
    "order_id" TEXT,
    "session_id" TEXT,
    "query" TEXT,
    "rating" REAL,
    "text" TEXT,
    "channel" TEXT,
    "properties" JSONB,

    CONSTRAINT "events_pkey" PRIMARY KEY ("user_id","occurred_at","event_key")
) PARTITION BY RANGE ("occurred_at");

-- CreateTable
CREATE TABLE "anonymous_events" (
    "product_id" INTEGER NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "event_key" UUID NOT NULL,
    "type" "event_type" NOT NULL,
    "quantity" DOUBLE PRECISION,
    "unit_price" DOUBLE PRECISION,
    "order_id" TEXT,
    "session_id" TEXT,

    CONSTRAINT "anonymous_events_pkey" PRIMARY KEY ("product_id","occurred_at","event_key")
) PARTITION BY RANGE ("occurred_at");

-- CreateTable
CREATE TABLE "event_keys" (
    "event_key" UUID NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "event_keys_pkey" PRIMARY KEY ("event_key")
);

-- CreateTable
CREATE TABLE "orders" (
    "user_id" BIGINT NOT NULL,
    "order_key" TEXT COLLATE "C" NOT NULL,
    "ordered_at" TIMESTAMPTZ(3) NOT NULL,
    "lines" INTEGER NOT NULL,
    "quantity" DOUBLE PRECISION NOT NULL,
    "amount" DOUBLE PRECISION NOT NULL,
    "returned_quantity" DOUBLE PRECISION NOT NULL,
    "returned_amount" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("user_id","order_key")
);

-- CreateTable
CREATE TABLE "user_products" (
    "user_id" BIGINT NOT NULL,
    "product_id" INTEGER NOT NULL,
    "lines" INTEGER NOT NULL,
    "quantity" DOUBLE PRECISION NOT NULL,
    "last_bought_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "user_products_pkey" PRIMARY KEY ("user_id","product_id")
);

-- CreateTable
CREATE TABLE "imports" (
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "status" "import_status" NOT NULL,
    "rows_read" BIGINT NOT NULL,
    "accepted" BIGINT NOT NULL,
    "duplicates" BIGINT NOT NULL,
    "rejected" BIGINT NOT NULL,
    "error" JSONB,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "imports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "model_runs" (
    "id" SERIAL NOT NULL,
    "kind" "run_kind" NOT NULL,
    "version" INTEGER NOT NULL,
    "status" "run_status" NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "flow_id" TEXT NOT NULL,
    "seed" INTEGER NOT NULL,
    "params" JSONB NOT NULL DEFAULT '{}',
    "metrics" JSONB NOT NULL DEFAULT '[]',
    "artefact" JSONB,
    "error" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "model_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "published_runs" (
    "kind" "run_kind" NOT NULL,
    "run_id" INTEGER NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "published_runs_pkey" PRIMARY KEY ("kind")
);

-- CreateTable
CREATE TABLE "user_profiles" (
    "user_id" BIGINT NOT NULL,
    "run_id" INTEGER NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "lifecycle" TEXT,
    "order_count" INTEGER NOT NULL,
    "purchase_days" INTEGER NOT NULL,
    "recency_days" DOUBLE PRECISION NOT NULL,
    "frequency" INTEGER NOT NULL,
    "monetary" DOUBLE PRECISION,
    "average_order_value" DOUBLE PRECISION,
    "total_spend" DOUBLE PRECISION NOT NULL,
    "rfm_recency" SMALLINT,
    "rfm_frequency" SMALLINT,
    "rfm_monetary" SMALLINT,
    "favourite_categories" JSONB NOT NULL,
    "active_hours" REAL[],
    "satisfaction" DOUBLE PRECISION,
    "labels" TEXT[],

    CONSTRAINT "user_profiles_pkey" PRIMARY KEY ("user_id","run_id")
) PARTITION BY LIST ("run_id");

-- CreateTable
CREATE TABLE "churn_scores" (
    "user_id" BIGINT NOT NULL,
    "run_id" INTEGER NOT NULL,
    "probability" DOUBLE PRECISION NOT NULL,
    "band" TEXT NOT NULL,
    "probability_alive" DOUBLE PRECISION NOT NULL,
    "reasons" JSONB NOT NULL,
    "counterfactual" JSONB,

    CONSTRAINT "churn_scores_pkey" PRIMARY KEY ("user_id","run_id")
) PARTITION BY LIST ("run_id");

-- CreateTable
CREATE TABLE "lifetime_values" (
    "user_id" BIGINT NOT NULL,
    "run_id" INTEGER NOT NULL,
    "historic" DOUBLE PRECISION NOT NULL,
    "predicted" DOUBLE PRECISION NOT NULL,
    "expected_orders" DOUBLE PRECISION NOT NULL,
    "low" DOUBLE PRECISION NOT NULL,
    "high" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "lifetime_values_pkey" PRIMARY KEY ("user_id","run_id")
) PARTITION BY LIST ("run_id");

-- CreateTable
CREATE TABLE "recommendation_lists" (
    "user_id" BIGINT NOT NULL,
    "run_id" INTEGER NOT NULL,
    "product_ids" INTEGER[],
    "scores" REAL[],
    "reasons" JSONB NOT NULL,

    CONSTRAINT "recommendation_lists_pkey" PRIMARY KEY ("user_id","run_id")
) PARTITION BY LIST ("run_id");

-- CreateTable
CREATE TABLE "similar_products" (
    "product_id" INTEGER NOT NULL,
    "run_id" INTEGER NOT NULL,
    "product_ids" INTEGER[],
    "scores" REAL[],

    CONSTRAINT "similar_products_pkey" PRIMARY KEY ("product_id","run_id")
) PARTITION BY LIST ("run_id");

-- CreateTable
CREATE TABLE "segment_members" (
    "user_id" BIGINT NOT NULL,
    "run_id" INTEGER NOT NULL,
    "segment_id" INTEGER NOT NULL,
    "entered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "segment_members_pkey" PRIMARY KEY ("user_id","run_id","segment_id")
) PARTITION BY LIST ("run_id");

-- CreateTable
CREATE TABLE "segments" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "rule" JSONB NOT NULL,
    "rule_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "segments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "segment_snapshots" (
    "id" SERIAL NOT NULL,
    "segment_id" INTEGER NOT NULL,
    "run_id" INTEGER NOT NULL,
    "user_count" INTEGER NOT NULL,
    "rule_hash" TEXT NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "segment_snapshots_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "segment_snapshot_members" (
    "user_id" BIGINT NOT NULL,
    "snapshot_id" INTEGER NOT NULL,

    CONSTRAINT "segment_snapshot_members_pkey" PRIMARY KEY ("user_id","snapshot_id")
) PARTITION BY LIST ("snapshot_id");

-- CreateTable
CREATE TABLE "api_keys" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_external_id_key" ON "users"("external_id");

-- CreateIndex
CREATE INDEX "users_created_at_id_idx" ON "users"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "products_external_id_key" ON "products"("external_id");

-- CreateIndex
CREATE INDEX "imports_fingerprint_idx" ON "imports"("fingerprint");

-- CreateIndex
CREATE UNIQUE INDEX "model_runs_kind_version_key" ON "model_runs"("kind", "version");

-- CreateIndex
CREATE UNIQUE INDEX "model_runs_flow_id_kind_key" ON "model_runs"("flow_id", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "published_runs_run_id_key" ON "published_runs"("run_id");

-- CreateIndex
CREATE INDEX "user_profiles_run_id_order_count_user_id_idx" ON "user_profiles"("run_id", "order_count", "user_id");

-- CreateIndex
CREATE INDEX "user_profiles_run_id_recency_days_user_id_idx" ON "user_profiles"("run_id", "recency_days", "user_id");

-- CreateIndex
CREATE INDEX "user_profiles_run_id_total_spend_user_id_idx" ON "user_profiles"("run_id", "total_spend", "user_id");

-- CreateIndex
CREATE INDEX "churn_scores_run_id_probability_user_id_idx" ON "churn_scores"("run_id", "probability", "user_id");

-- CreateIndex
CREATE INDEX "lifetime_values_run_id_predicted_user_id_idx" ON "lifetime_values"("run_id", "predicted", "user_id");

-- CreateIndex
CREATE INDEX "segment_members_run_id_segment_id_user_id_idx" ON "segment_members"("run_id", "segment_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "segments_key_key" ON "segments"("key");

-- CreateIndex
CREATE INDEX "segment_snapshots_segment_id_taken_at_idx" ON "segment_snapshots"("segment_id", "taken_at");

-- AddForeignKey
ALTER TABLE "consents" ADD CONSTRAINT "consents_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "published_runs" ADD CONSTRAINT "published_runs_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "model_runs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


CREATE INDEX "orders_ordered_at_idx" ON "orders"("ordered_at");
