/*
 * Confirmations out of the outbox into files, each in one file only.
 *
 *   waiting ──pw_export_take──▶ exported, in an export row "writing" ──the caller writes the file──▶ pw_export_written
 *
 * What is in a file follows from the rows alone, so a file that a crash kept from being written is made again, the same to the
 * byte.
 */
#ifndef PACKWRIGHT_STORE_EXPORTS_H
#define PACKWRIGHT_STORE_EXPORTS_H

#include "channel/confirmation_file.h"
#include "store/db.h"

#define PW_EXPORT_NAME_MAX 128

/* A confirmation that can't go into a file; it stays in the outbox. */
typedef void pw_export_refused_fn(void *user, const char *order_id, const char *reason);

struct pw_export {
    int64_t id;
    int64_t rows;
    char name[PW_EXPORT_NAME_MAX];
};

/**
 * Everything of a channel that waits (and was shipped at since_us or later) into a new file: ret_export->rows is 0 and there is
 * no file when nothing does. name is the file's; a number is added when there is one of that name already.
 *
 * Ownership: content is appended to out.
 */
PW_MUST_CHECK bool pw_export_take(struct pw_db *db, const char *channel, enum pw_confirmation_form form, const char *name,
                                  int64_t since_us, int64_t now_us, pw_export_refused_fn *refused, void *user, struct pw_buf *out,
                                  struct pw_export *ret_export, struct pw_error *err);
/** The first file of a channel that was taken and not written; ret_export->rows is 0 when there is none. */
PW_MUST_CHECK bool pw_export_unfinished(struct pw_db *db, const char *channel, struct pw_export *ret_export,
                                        struct pw_error *err);
/** A file by its name. Errors: PW_ERR_NOT_FOUND. */
PW_MUST_CHECK bool pw_export_find(struct pw_db *db, const char *name, struct pw_export *ret_export, char ret_channel[64],
                                  struct pw_error *err);
/** The content of a file that was taken. */
PW_MUST_CHECK bool pw_export_content(struct pw_db *db, const struct pw_export *e, enum pw_confirmation_form form,
                                     struct pw_buf *out, struct pw_error *err);
PW_MUST_CHECK bool pw_export_written(struct pw_db *db, const struct pw_export *e, struct pw_error *err);

#endif
