/* Notes that somebody must have read before a unit counts, and articles of which one goes into the box before the other. */
#include "simulator/day_model.h"

#include "test.h"

#include <stdio.h>

const char *day_notes_of(uint32_t seed)
{
    static char words[100];
    static const char *const sequences[] = { "off", "suggested", "forced" };
    uint32_t rng = seed * 2246822519u + 11;
    day.notes = day_rnd(&rng, 4) == 0;
    unsigned sequence = day_rnd(&rng, 3);
    day.forced = sequence == 2;
    for (int i = 0; i < SKUS; i++)
        day.turn[i] = (int)day_rnd(&rng, 4);
    snprintf(words, sizeof words, "acknowledge-notes = %s\nsequence = %s\n", day.notes ? "order, article" : "none",
             sequences[sequence]);
    return words;
}

void day_write_notes(void)
{
    struct pw_error err = { 0 };
    char sql[200];
    for (int i = 0; i < SKUS; i++) {
        snprintf(sql, sizeof sql, "UPDATE article SET sequence = %d, instruction = '%s' WHERE sku = '%s'", day.turn[i],
                 day.notes && i == DAY_NOTED ? "Mind the stem" : "", day_skus[i]);
        CHECK_OK(pw_db_sqlite.script(day_db(), sql, &err), err);
    }
}

/* Who has read it: a person, or where nobody is signed in whoever works at the lane. */
static int reader_at(int packer)
{
    int person = day_person_at(packer);
    return person != 0 ? person : PERSONS + 1 + packer;
}

void day_learn_opened(int packer, int order)
{
    for (size_t i = 0; i < day.readings; i++)
        if (day.read[i].order == order && day.read[i].reader == PERSONS + 1 + packer)
            day.read[i].reader = 0;
}

static bool has_read(int reader, int order, int line)
{
    for (size_t i = 0; i < day.readings; i++)
        if (day.read[i].reader == reader && day.read[i].order == order && day.read[i].line == line)
            return true;
    return false;
}

static void put(int reader, int order, int line)
{
    if (has_read(reader, order, line))
        return;
    CHECK(day.readings < READINGS);
    day.read[day.readings].reader = reader;
    day.read[day.readings].order = order;
    day.read[day.readings++].line = line;
    day.report->notes++;
}

/* All that is on the screen at once: the order's note, and that of the unit in the hand. */
void day_learn_read(int packer, int order)
{
    const struct model_order *o = day_order_of(order);
    int line = o == NULL || day.hand[packer].sku != DAY_NOTED ? -1 : day_line_of(o, day_skus[DAY_NOTED]);
    if (o != NULL && o->noted)
        put(reader_at(packer), order, -1);
    if (line >= 0)
        put(reader_at(packer), order, line);
}

void day_check_notes(int packer, int order, int line)
{
    const struct model_order *o = day_order_of(order);
    if (!day.notes)
        return;
    if (o->noted && !has_read(reader_at(packer), order, -1))
        day_broke("a unit counts before the order's note was read");
    if (o->line[line].sku == DAY_NOTED && !day.hand[packer].vouched && !has_read(reader_at(packer), order, line))
        day_broke("a unit counts before its article's note was read");
}

static int place(int sku)
{
    return day.turn[sku] == 0 ? SKUS * 2 : day.turn[sku];
}

bool day_goes_before(int sku, int other)
{
    return day.forced && place(sku) < place(other);
}

void day_check_turn(const struct model_order *o, int line)
{
    for (int l = 0; day.forced && l < o->lines; l++)
        if (o->line[l].packed < o->line[l].wanted && place(o->line[l].sku) < place(o->line[line].sku))
            day_broke("a unit counts out of its turn");
}
