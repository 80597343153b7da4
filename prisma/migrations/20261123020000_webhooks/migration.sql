-- CreateTable
CREATE TABLE "webhooks" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "segment_id" INTEGER NOT NULL,
    "url" TEXT NOT NULL,
    "on_entered" BOOLEAN NOT NULL,
    "on_left" BOOLEAN NOT NULL,
    "salt" BYTEA NOT NULL,
    "previous_salt" BYTEA,
    "previous_until" TIMESTAMPTZ(3),
    "position" BIGINT NOT NULL,
    "paused_because" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhooks_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "webhooks_segment_id_fkey" FOREIGN KEY ("segment_id") REFERENCES "segments"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "webhooks_key_key" ON "webhooks"("key");
CREATE INDEX "webhooks_segment_id_idx" ON "webhooks"("segment_id");

-- CreateTable
CREATE TABLE "webhook_deliveries" (
    "id" BIGSERIAL NOT NULL,
    "webhook_id" INTEGER NOT NULL,
    "message_id" UUID NOT NULL,
    "first_change" BIGINT NOT NULL,
    "last_change" BIGINT NOT NULL,
    "changes" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "last_status" INTEGER,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "delivered_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "webhook_deliveries_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhooks"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "webhook_deliveries_message_id_key" ON "webhook_deliveries"("message_id");
CREATE INDEX "webhook_deliveries_webhook_id_id_idx" ON "webhook_deliveries"("webhook_id", "id");
CREATE INDEX "webhook_deliveries_pending_idx" ON "webhook_deliveries"("webhook_id", "id") WHERE "status" = 'PENDING';
