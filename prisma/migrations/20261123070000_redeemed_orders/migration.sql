-- CreateIndex
CREATE INDEX "coupon_redemptions_order_key_idx" ON "coupon_redemptions"("order_key");
