-- CreateTable
CREATE TABLE "model_artefacts" (
    "run_id" INTEGER NOT NULL,
    "part" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "model_artefacts_pkey" PRIMARY KEY ("run_id","part")
) PARTITION BY LIST ("run_id");

-- Numbers of a model hardly shrink: trying costs more than it saves.
ALTER TABLE "model_artefacts" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;
