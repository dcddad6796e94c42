#include "store/people.h"

#include "packwright/bytes.h"
#include "packwright/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS "id, name, role, badge, CASE pin WHEN '' THEN 0 ELSE 1 END, active, made_us"

static void read_person(struct pw_stmt *s, struct pw_person *p)
{
    memset(p, 0, sizeof *p);
    p->id = pw_stmt_int(s, 0);
    snprintf(p->name, sizeof p->name, "%s", pw_stmt_text(s, 1));
    snprintf(p->role, sizeof p->role, "%s", pw_stmt_text(s, 2));
    snprintf(p->badge, sizeof p->badge, "%s", pw_stmt_text(s, 3));
    p->pin = pw_stmt_int(s, 4) != 0;
    p->active = pw_stmt_int(s, 5) != 0;
    p->made_us = pw_stmt_int(s, 6);
}

static bool check_name(const char *name, struct pw_error *err)
{
    struct pw_bytes text = pw_bytes_str(name);
    size_t len = text.len;
    if (len == 0 || len > PW_PERSON_NAME_MAX || name[0] == ' ' || name[len - 1] == ' ' || !pw_utf8_valid(text))
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "a name has 1 to %d bytes of UTF-8 and no blank at its ends",
                       PW_PERSON_NAME_MAX);
    for (size_t pos = 0; pos < len;)
        if (pw_utf8_is_control(pw_utf8_next(text, &pos)))
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "a name holds no control characters");
    if (strspn(name, "0123456789") == len)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "a name is not a number: people have numbers too");
    return true;
}

bool pw_person_add(struct pw_db *db, const char *name, const char *role, int64_t now_us, int64_t *ret_id, struct pw_error *err)
{
    int64_t same = 0;
    if (!check_name(name, err) ||
        !pw_db_number(db, err, &same, "SELECT count(*) FROM person WHERE lower(name) = lower($1)", "t", name))
        return false;
    if (same != 0)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "%s is somebody's name already", name);
    return pw_db_number(db, err, ret_id, "INSERT INTO person (name, role, made_us) VALUES ($1, $2, $3) RETURNING id", "tti", name,
                        role, now_us);
}

bool pw_person_find(struct pw_db *db, const char *who, struct pw_person *ret_person, struct pw_error *err)
{
    bool number = *who != '\0' && strlen(who) < 18 && strspn(who, "0123456789") == strlen(who);
    struct pw_stmt *s = pw_db_query(db, err, "SELECT " COLUMNS " FROM person WHERE id = $1 OR lower(name) = lower($2)", "it",
                                    number ? (int64_t)strtoll(who, NULL, 10) : (int64_t)0, who);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW)
        read_person(s, ret_person);
    pw_stmt_done(s);
    return row == PW_ROW || (row == PW_ROW_END && pw_fail(err, PW_ERR_NOT_FOUND, 0,
                                                          "nobody is called %.60s; \"packwright people\" lists everybody", who));
}

bool pw_people_each(struct pw_db *db, bool (*each)(void *user, const struct pw_person *person), void *user, struct pw_error *err)
{
    struct pw_person person;
    struct pw_stmt *s = pw_db_query(db, err, "SELECT " COLUMNS " FROM person ORDER BY lower(name), id", "");
    if (s == NULL)
        return false;
    enum pw_row row;
    bool more = true;
    while ((row = pw_stmt_step(s, err)) == PW_ROW && more) {
        read_person(s, &person);
        more = each(user, &person);
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

static bool met(struct pw_db *db, bool ok, struct pw_error *err)
{
    return ok && (pw_db_changes(db) > 0 || pw_fail(err, PW_ERR_NOT_FOUND, 0, "that person is not in the list any more"));
}

bool pw_person_set_role(struct pw_db *db, int64_t id, const char *role, struct pw_error *err)
{
    return met(db, pw_db_run(db, err, "UPDATE person SET role = $2 WHERE id = $1", "it", id, role), err);
}

bool pw_person_set_badge(struct pw_db *db, int64_t id, const char *badge, struct pw_error *err)
{
    return met(db, pw_db_run(db, err, "UPDATE person SET badge = $2 WHERE id = $1", "it", id, badge), err);
}

bool pw_person_set_pin(struct pw_db *db, int64_t id, const char *digest, struct pw_error *err)
{
    return met(db, pw_db_run(db, err, "UPDATE person SET pin = $2 WHERE id = $1", "it", id, digest), err);
}

bool pw_person_set_active(struct pw_db *db, int64_t id, bool active, struct pw_error *err)
{
    return met(db, pw_db_run(db, err, "UPDATE person SET active = $2 WHERE id = $1", "ii", id, (int64_t)active), err);
}

bool pw_person_remove(struct pw_db *db, int64_t id, struct pw_error *err)
{
    return met(db, pw_db_run(db, err, "DELETE FROM person WHERE id = $1", "i", id), err);
}
