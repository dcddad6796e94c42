/*
 * Who may do what: rights, and the roles that have them. Three roles are there; a [role NAME] of the configuration sets one's
 * rights, or is a further role.
 *
 *     right        the command that needs it
 *     hold         hold an order, release one
 *     reprint      print a slip or label that printed already
 *     cancel       void a box
 *     override     explain a weight
 *     no-barcode   count a unit whose barcode is missing or damaged
 *     substitute   another article instead of the one that was ordered
 *     teach        teach a barcode
 *     settings     kept for settings at the bench; no command needs it yet
 */
#ifndef PACKWRIGHT_STATION_PEOPLE_H
#define PACKWRIGHT_STATION_PEOPLE_H

#include "config.h"
#include "packwright/bytes.h"

#define PW_RIGHT_LIST(X)                                                                                                         \
    X(HOLD, "hold")                                                                                                              \
    X(REPRINT, "reprint")                                                                                                        \
    X(CANCEL, "cancel")                                                                                                          \
    X(OVERRIDE, "override")                                                                                                      \
    X(NO_BARCODE, "no-barcode")                                                                                                  \
    X(SUBSTITUTE, "substitute")                                                                                                  \
    X(TEACH, "teach")                                                                                                            \
    X(SETTINGS, "settings")

#define PW_WORD_RIGHT(id, name) PW_RIGHT_##id,
enum pw_right { PW_RIGHT_LIST(PW_WORD_RIGHT) PW_RIGHTS, PW_RIGHT_NONE = PW_RIGHTS };

/** "override"; NULL for PW_RIGHT_NONE. Thread: any, as all of these. */
const char *pw_right_name(enum pw_right right);

extern const struct pw_key pw_role_keys[];

/** True where people sign in. */
bool pw_people_sign_in(const struct pw_config *config);
/** True if there is such a role. */
bool pw_role_exists(const struct pw_config *config, const char *role);
/** The rights of a role; none where there is no such role (any more). */
void pw_role_rights(const struct pw_config *config, const char *role, bool ret_rights[PW_RIGHTS]);
/** The nth role's name, those that are always there first; NULL at the end. */
const char *pw_role_nth(const struct pw_config *config, size_t n);

#endif
