/* What decide must know of how things go into the box: which line is next. */
#ifndef PACKWRIGHT_STATION_RESOLVE_PACKING_H
#define PACKWRIGHT_STATION_RESOLVE_PACKING_H

#include "station/facts.h"
#include "store/db.h"

/* In SQL, of an order_line l: its turn, for ORDER BY; rule is enum pw_sequence_rule, as a parameter: "$2". */
#define PW_TURN(rule)                                                                                                            \
    "CASE WHEN " rule " = 0 THEN 0 ELSE COALESCE((SELECT a.sequence FROM article a WHERE a.sku = l.sku AND a.sequence > 0),"     \
    " 1000000) END"

struct pw_section;

extern const char *const pw_note_words_of_config[]; /* ends with NULL */

/** The rules of packing in [station]. Thread: any. */
void pw_packing_rules(const struct pw_section *station, struct pw_rules *rules);

/** The line of an order with units to come that is next; its id is 0 where none is. Thread: the connection's. */
PW_MUST_CHECK bool pw_resolve_expected(struct pw_db *db, const struct pw_rules *rules, int64_t order,
                                       struct pw_line_fact *ret_line, struct pw_error *err);
/** What is to be known of the lines that were resolved before. */
PW_MUST_CHECK bool pw_resolve_packing(struct pw_db *db, struct pw_facts *facts, struct pw_error *err);

#endif
