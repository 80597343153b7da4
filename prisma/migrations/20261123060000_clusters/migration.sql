-- AlterEnum
ALTER TYPE "run_kind" ADD VALUE 'CLUSTERS';

-- CreateTable
CREATE TABLE "user_clusters" (
    "user_id" BIGINT NOT NULL,
    "run_id" INTEGER NOT NULL,
    "cluster" INTEGER NOT NULL,
    "distance" REAL NOT NULL,
    "x" REAL NOT NULL,
    "y" REAL NOT NULL,
    "place" INTEGER NOT NULL,
    "vector" BYTEA NOT NULL,

    CONSTRAINT "user_clusters_pkey" PRIMARY KEY ("user_id","run_id")
) PARTITION BY LIST ("run_id");

-- CreateIndex
CREATE INDEX "user_clusters_run_id_cluster_user_id_idx" ON "user_clusters"("run_id", "cluster", "user_id");
CREATE INDEX "user_clusters_run_id_place_idx" ON "user_clusters"("run_id", "place");

-- CreateTable
CREATE TABLE "lookalike_lists" (
    "id" SERIAL NOT NULL,
    "segment_id" INTEGER NOT NULL,
    "run_id" INTEGER NOT NULL,
    "rule_hash" TEXT NOT NULL,
    "seed_count" INTEGER NOT NULL,
    "user_count" INTEGER NOT NULL,
    "model" TEXT NOT NULL,
    "evaluation" JSONB NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "lookalike_lists_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "lookalike_lists_segment_id_fkey" FOREIGN KEY ("segment_id") REFERENCES "segments"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "lookalike_lists_segment_id_id_idx" ON "lookalike_lists"("segment_id", "id");

-- CreateTable
CREATE TABLE "lookalikes" (
    "user_id" BIGINT NOT NULL,
    "list_id" INTEGER NOT NULL,
    "place" INTEGER NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "lookalikes_pkey" PRIMARY KEY ("user_id","list_id")
) PARTITION BY LIST ("list_id");

-- CreateIndex
CREATE INDEX "lookalikes_list_id_place_idx" ON "lookalikes"("list_id", "place");
