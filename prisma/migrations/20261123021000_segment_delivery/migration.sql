-- CreateTable
CREATE TABLE "segment_leases" (
    "segment_id" INTEGER NOT NULL,
    "holder" UUID NOT NULL,
    "worker" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "heartbeat_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "segment_leases_pkey" PRIMARY KEY ("segment_id")
);

-- AlterTable
ALTER TABLE "segment_snapshots" ADD COLUMN "expires_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "segment_snapshots_expires_at_idx" ON "segment_snapshots"("expires_at");
CREATE INDEX "membership_changes_segment_id_changed_at_id_idx" ON "membership_changes"("segment_id", "changed_at", "id");
