/* Named people: their role, their badge's number, the digest of their PIN. */
#ifndef PACKWRIGHT_STORE_PEOPLE_H
#define PACKWRIGHT_STORE_PEOPLE_H

#include "store/db.h"

enum { PW_PERSON_NAME_MAX = 40 };

struct pw_person {
    int64_t id; /* 0: none */
    char name[PW_PERSON_NAME_MAX + 1], role[40];
    char badge[16]; /* its number; "": none was made */
    bool pin;       /* one is set */
    bool active;
    int64_t made_us;
};

/**
 * A new person.
 *
 * Errors:    PW_ERR_BAD_INPUT for a name that is empty, too long, holds control characters or is somebody's; the store's.
 * Thread:    the connection's, as of all of these.
 */
PW_MUST_CHECK bool pw_person_add(struct pw_db *db, const char *name, const char *role, int64_t now_us, int64_t *ret_id,
                                 struct pw_error *err);
/** By name, capital or not, or by id as a decimal number. Errors: PW_ERR_NOT_FOUND. */
PW_MUST_CHECK bool pw_person_find(struct pw_db *db, const char *who, struct pw_person *ret_person, struct pw_error *err);
/** Of everybody, by name. each: false ends it. */
PW_MUST_CHECK bool pw_people_each(struct pw_db *db, bool (*each)(void *user, const struct pw_person *person), void *user,
                                  struct pw_error *err);
PW_MUST_CHECK bool pw_person_set_role(struct pw_db *db, int64_t id, const char *role, struct pw_error *err);
/** The badge made before is void from now on. "": none. */
PW_MUST_CHECK bool pw_person_set_badge(struct pw_db *db, int64_t id, const char *badge, struct pw_error *err);
/** digest "": none. */
PW_MUST_CHECK bool pw_person_set_pin(struct pw_db *db, int64_t id, const char *digest, struct pw_error *err);
/** Who isn't active is signed in nowhere, and signs in nowhere. */
PW_MUST_CHECK bool pw_person_set_active(struct pw_db *db, int64_t id, bool active, struct pw_error *err);
/** Gone from the list; what they did keeps their name. */
PW_MUST_CHECK bool pw_person_remove(struct pw_db *db, int64_t id, struct pw_error *err);

#endif
