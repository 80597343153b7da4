ALTER TABLE "segments" ADD COLUMN "consents" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];

-- CreateTable
CREATE TABLE "segment_builds" (
    "segment_id" INTEGER NOT NULL,
    "rule_hash" TEXT NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "built_at" TIMESTAMPTZ(3) NOT NULL,
    "watermark" BIGINT NOT NULL,
    "inputs" JSONB NOT NULL,
    "user_count" INTEGER NOT NULL,

    CONSTRAINT "segment_builds_pkey" PRIMARY KEY ("segment_id"),
    CONSTRAINT "segment_builds_segment_id_fkey" FOREIGN KEY ("segment_id") REFERENCES "segments"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "segment_failures" (
    "segment_id" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "failed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "segment_failures_pkey" PRIMARY KEY ("segment_id")
);

-- CreateTable
CREATE TABLE "memberships" (
    "user_id" BIGINT NOT NULL,
    "segment_id" INTEGER NOT NULL,
    "entered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "memberships_pkey" PRIMARY KEY ("user_id", "segment_id")
);

-- CreateIndex
CREATE INDEX "memberships_segment_id_user_id_idx" ON "memberships"("segment_id", "user_id");

-- CreateTable
CREATE TABLE "membership_changes" (
    "id" BIGSERIAL NOT NULL,
    "segment_id" INTEGER NOT NULL,
    "user_id" BIGINT NOT NULL,
    "entered" BOOLEAN NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "membership_changes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "membership_changes_segment_id_id_idx" ON "membership_changes"("segment_id", "id");
CREATE INDEX "membership_changes_user_id_segment_id_idx" ON "membership_changes"("user_id", "segment_id");

-- CreateTable
CREATE TABLE "user_touches" (
    "transaction" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
    "user_id" BIGINT NOT NULL,

    CONSTRAINT "user_touches_pkey" PRIMARY KEY ("transaction", "user_id")
);

-- What crosses the edge of a window, and what a rule about one type of event reads, is found without a look at the rest.
CREATE INDEX "events_type_occurred_at_idx" ON "events" ("type", "occurred_at") INCLUDE ("user_id");
