#include "store/identity.h"

#include <stdio.h>
#include <sys/random.h>

static bool meta(struct pw_db *db, const char *key, const char *fresh, char *out, size_t size, struct pw_error *err)
{
    if (!pw_db_run(db, err, "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT DO NOTHING", "tt", key, fresh))
        return false;
    struct pw_stmt *s = pw_db_query(db, err, "SELECT value FROM meta WHERE key = $1", "t", key);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW)
        snprintf(out, size, "%s", pw_stmt_text(s, 0));
    pw_stmt_done(s);
    return row == PW_ROW;
}

bool pw_store_identity(struct pw_db *db, uint8_t ret_key[32], char ret_tag[5], struct pw_error *err)
{
    static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"; /* 32, none easily mistaken */
    uint8_t random[36];
    char fresh_key[65], key[65], fresh_tag[5];
    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
        return pw_fail(err, PW_ERR_IO, 0, "the system gives no random numbers");
    for (int i = 0; i < 32; i++)
        snprintf(fresh_key + 2 * i, 3, "%02x", random[i]);
    for (int i = 0; i < 4; i++)
        fresh_tag[i] = letters[random[32 + i] % 32];
    fresh_tag[4] = '\0';
    if (!meta(db, "command-key", fresh_key, key, sizeof key, err) || !meta(db, "store-tag", fresh_tag, ret_tag, 5, err))
        return false;
    for (int i = 0; i < 32; i++) {
        unsigned byte;
        if (sscanf(key + 2 * i, "%2x", &byte) != 1)
            return pw_fail(err, PW_ERR_IO, 0, "store: the command key is damaged");
        ret_key[i] = (uint8_t)byte;
    }
    return true;
}
