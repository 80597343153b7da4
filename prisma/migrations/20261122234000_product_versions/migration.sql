-- AlterTable
ALTER TABLE "products" ADD COLUMN     "changed_version" BIGINT NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX "products_changed_version_idx" ON "products"("changed_version");
