-- CreateTable
CREATE TABLE "publications" (
    "id" SERIAL NOT NULL,
    "kind" "run_kind" NOT NULL,
    "run_id" INTEGER NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "publications_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "publications_kind_published_at_id_idx" ON "publications"("kind", "published_at", "id");

-- Of what was published before, only the last time is known.
INSERT INTO "publications" ("kind", "run_id", "published_at")
SELECT "kind", "id", "published_at" FROM "model_runs" WHERE "published_at" IS NOT NULL ORDER BY "published_at", "id";
