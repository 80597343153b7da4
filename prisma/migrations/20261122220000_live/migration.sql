-- CreateTable
CREATE TABLE "catalogue_version" (
    "id" INTEGER NOT NULL,
    "version" BIGINT NOT NULL,

    CONSTRAINT "catalogue_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user_changes" (
    "user_id" BIGINT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "user_changes_pkey" PRIMARY KEY ("user_id")
);

INSERT INTO "catalogue_version" ("id", "version") VALUES (1, 0);
