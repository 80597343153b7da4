-- CreateTable
CREATE TABLE "user_lists" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "user_lists_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_lists_key_key" ON "user_lists"("key");

-- CreateTable
CREATE TABLE "user_list_entries" (
    "external_id" TEXT NOT NULL,
    "list_id" INTEGER NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "user_list_entries_pkey" PRIMARY KEY ("external_id", "list_id"),
    CONSTRAINT "user_list_entries_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "user_lists"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "user_list_entries_list_id_external_id_idx" ON "user_list_entries"("list_id", "external_id");

-- CreateTable
CREATE TABLE "user_list_touches" (
    "transaction" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
    "external_id" TEXT NOT NULL,

    CONSTRAINT "user_list_touches_pkey" PRIMARY KEY ("transaction", "external_id")
);
