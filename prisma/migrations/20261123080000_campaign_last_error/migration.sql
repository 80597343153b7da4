-- AlterTable
ALTER TABLE "campaigns" ADD COLUMN "last_error" TEXT;
