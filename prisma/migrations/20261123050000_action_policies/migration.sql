-- AlterEnum
ALTER TYPE "run_kind" ADD VALUE 'NEXT_ACTION';

-- CreateTable
CREATE TABLE "action_values" (
    "run_id" INTEGER NOT NULL,
    "state" SMALLINT NOT NULL,
    "action" SMALLINT NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "error" DOUBLE PRECISION,
    "visits" INTEGER NOT NULL,
    "chosen" BOOLEAN NOT NULL,

    CONSTRAINT "action_values_pkey" PRIMARY KEY ("run_id","state","action")
) PARTITION BY LIST ("run_id");
