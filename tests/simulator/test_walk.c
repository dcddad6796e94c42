/*
 * Every order of every event in small worlds, to the end: from each state that can be reached each event is tried once. In every
 * state the promises hold, and from every state there is a way to where all orders are shipped or cancelled.
 *
 * $PACKWRIGHT_WALK is how many states a world is walked through at most (0: all of them); the default is what make test has time
 * for, and a world that is cut says so. $PACKWRIGHT_WORLD=NAME walks that one alone.
 */
#include "simulator/world.h"
#include "test.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef PW_SANITIZED
enum { DEFAULT_STATES = 100 }; /* for the sake of what they may show: the promises are the other variant's */
#else
enum { DEFAULT_STATES = 500 };
#endif
enum { JOBS_OPEN = 3 };

struct state {
    uint64_t key[2];
    char *text;      /* until it was walked from */
    uint32_t parent; /* and the event that led here first: the shortest way */
    uint16_t event;
    bool done, walked, home; /* home: a way back to done is known */
};

struct edge {
    uint32_t from, to;
};

static struct walk {
    struct world world;
    struct state *states;
    struct edge *edges;
    uint32_t *table; /* index + 1 by key; open addressing */
    size_t state_count, state_cap, edge_count, edge_cap, table_cap;
    uint64_t events, refused;
    const char *name;
} w;

/* Two different 64-bit hashes (FNV-1a, and one that multiplies by another odd number): never equal for states that differ, but
 * with a chance of one in 2^128 a pair. */
static void key_of(const char *text, uint64_t key[2])
{
    key[0] = 14695981039346656037u;
    key[1] = 0x9E3779B97F4A7C15u;
    for (; *text != '\0'; text++) {
        key[0] = (key[0] ^ (uint8_t)*text) * 1099511628211u;
        key[1] = (key[1] + (uint8_t)*text) * 0xD6E8FEB86659FD93u;
        key[1] ^= key[1] >> 32;
    }
}

static void grow_table(void)
{
    free(w.table);
    w.table_cap = w.table_cap == 0 ? 1 << 16 : w.table_cap * 2;
    w.table = calloc(w.table_cap, sizeof *w.table);
    CHECK(w.table != NULL);
    for (size_t i = 0; i < w.state_count; i++) {
        size_t at = w.states[i].key[0] % w.table_cap;
        while (w.table[at] != 0)
            at = (at + 1) % w.table_cap;
        w.table[at] = (uint32_t)i + 1;
    }
}

/* The index of the state that the world is in; it may be a new one. */
static uint32_t meet(uint32_t parent, size_t event, bool *ret_new)
{
    struct pw_buf text;
    uint64_t key[2];
    pw_buf_init(&text, 1 << 20);
    world_save(&w.world, &text);
    key_of(pw_buf_text(&text), key);
    if (w.table_cap == 0 || w.state_count * 2 > w.table_cap)
        grow_table();
    size_t at = key[0] % w.table_cap;
    for (; w.table[at] != 0; at = (at + 1) % w.table_cap) {
        const struct state *s = &w.states[w.table[at] - 1];
        if (s->key[0] == key[0] && s->key[1] == key[1]) {
            pw_buf_finish(&text);
            *ret_new = false;
            return w.table[at] - 1;
        }
    }
    if (w.state_count == w.state_cap) {
        w.state_cap = w.state_cap == 0 ? 4096 : w.state_cap * 2;
        w.states = realloc(w.states, w.state_cap * sizeof *w.states);
        CHECK(w.states != NULL);
    }
    w.states[w.state_count] = (struct state){ .key = { key[0], key[1] },
                                              .text = (char *)text.data,
                                              .parent = parent,
                                              .event = (uint16_t)event,
                                              .done = world_is_done(&w.world) };
    w.table[at] = (uint32_t)++w.state_count;
    *ret_new = true;
    return (uint32_t)w.state_count - 1;
}

static void add_edge(uint32_t from, uint32_t to)
{
    if (w.edge_count == w.edge_cap) {
        w.edge_cap = w.edge_cap == 0 ? 16384 : w.edge_cap * 2;
        w.edges = realloc(w.edges, w.edge_cap * sizeof *w.edges);
        CHECK(w.edges != NULL);
    }
    w.edges[w.edge_count++] = (struct edge){ from, to };
}

/* How a state is reached, shortest way first to last. */
static void fail_at(uint32_t state, int event, const char *what)
{
    char way[1500] = "", room[120], longer[1500];
    if (event >= 0)
        snprintf(way, sizeof way, "; %s", world_event_text(&w.world.events[event], room, sizeof room));
    for (; state != 0; state = w.states[state].parent) {
        snprintf(longer, sizeof longer, "; %s%s", world_event_text(&w.world.events[w.states[state].event], room, sizeof room),
                 way);
        memcpy(way, longer, sizeof way);
    }
    pw_test_fail(__FILE__, __LINE__, "world %s: %s%s", w.name, what, way);
}

/* Documents that wait without end are no new insight. */
static bool too_much_paper(const char *text)
{
    int open = 0;
    for (const char *p = text; *p != '\0'; p += strcspn(p, "\n") + 1)
        open += *p == 'j' && (strstr(p, "|queued|") != NULL) && strstr(p, "|queued|") < strchr(p, '\n');
    return open > JOBS_OPEN;
}

static void walk_from(uint32_t from)
{
    char *text = w.states[from].text;
    bool moved = true;
    w.states[from].walked = true;
    for (size_t i = 0; i < w.world.event_count; i++) {
        bool is_new;
        if (moved)
            world_load(&w.world, text);
        moved = false;
        if (!world_do(&w.world, text, &w.world.events[i]))
            continue;
        w.events++;
        w.refused += w.world.outcome == PW_OUTCOME_REFUSED;
        if (w.world.broken[0] != '\0')
            fail_at(from, (int)i, w.world.broken);
        uint32_t to = meet(from, i, &is_new);
        moved = to != from;
        if (is_new) {
            const char *broken = world_check(&w.world);
            if (broken != NULL)
                fail_at(to, -1, broken);
        }
        if (moved)
            add_edge(from, to);
    }
    free(text);
    w.states[from].text = NULL;
}

/* Backwards from where all is done, over the edges of the states that were walked from. */
static void check_ways_home(bool whole)
{
    bool more = true;
    for (size_t i = 0; i < w.state_count; i++)
        w.states[i].home = w.states[i].done || (!whole && !w.states[i].walked);
    while (more) {
        more = false;
        for (size_t e = w.edge_count; e-- > 0;)
            if (w.states[w.edges[e].to].home && !w.states[w.edges[e].from].home)
                more = w.states[w.edges[e].from].home = true;
    }
    for (size_t i = 0; i < w.state_count; i++)
        if (!w.states[i].home && !too_much_paper(w.states[i].text == NULL ? "" : w.states[i].text))
            fail_at((uint32_t)i, -1, "from here nobody gets back to work");
}

static void walk(const char *name, struct world_setup setup)
{
    const char *only = getenv("PACKWRIGHT_WORLD"), *limit = getenv("PACKWRIGHT_WALK");
    size_t most = limit == NULL ? DEFAULT_STATES : strtoul(limit, NULL, 10);
    bool is_new;
    if (only != NULL && strcmp(only, name) != 0)
        pw_test_skip("another world was asked for");
    memset(&w, 0, sizeof w);
    w.name = name;
    world_open(&w.world, &setup, pw_test_tmp());
    meet(0, 0, &is_new);
    size_t i = 0;
    for (; i < w.state_count && (most == 0 || i < most); i++) {
        if (!too_much_paper(w.states[i].text))
            walk_from((uint32_t)i);
        if (most == 0 && i % 10000 == 9999)
            fprintf(stderr, "# world %s: %zu of %zu states\n", name, i + 1, w.state_count);
    }
    bool whole = i == w.state_count;
    check_ways_home(whole);
    printf("# world %s: %zu states%s, %" PRIu64 " events, %" PRIu64 " refused, %zu ways between states\n", name, w.state_count,
           whole ? ", all of them" : " seen, not all", w.events, w.refused, w.edge_count);
    for (size_t k = 0; k < w.state_count; k++)
        free(w.states[k].text);
    free(w.states);
    free(w.edges);
    free(w.table);
    world_close(&w.world);
}

TEST(one_order_on_paper_keeps_every_promise)
{
    walk("paper", (struct world_setup){ .benches = 1, .printers = true, .office = true });
}

TEST(two_orders_at_one_bench_keep_every_promise)
{
    walk("orders", (struct world_setup){ .benches = 1, .second = 1, .office = true, .tracking = true });
}

TEST(two_benches_on_two_orders_keep_every_promise)
{
    walk("benches", (struct world_setup){ .benches = 2, .second = 1, .office = true });
}

TEST(an_order_in_several_boxes_keeps_every_promise)
{
    walk("boxes", (struct world_setup){ .benches = 1, .office = true, .boxes = true });
}

TEST(two_benches_on_several_boxes_keep_every_promise)
{
    walk("boxes-of-two", (struct world_setup){ .benches = 2, .boxes = true });
}

TEST(units_with_serial_numbers_keep_every_promise)
{
    walk("captures", (struct world_setup){ .benches = 1, .second = 1, .office = true, .captures = true });
}

TEST(people_who_sign_in_keep_every_promise)
{
    walk("people", (struct world_setup){ .benches = 1, .second = 1, .people = true });
}

TEST(a_forced_sequence_keeps_every_promise)
{
    walk("turns", (struct world_setup){ .benches = 1, .turns = true });
}

TEST(a_forced_sequence_in_several_boxes_keeps_every_promise)
{
    walk("turns-in-boxes", (struct world_setup){ .benches = 1, .turns = true, .boxes = true });
}

TEST(notes_that_must_be_read_keep_every_promise)
{
    walk("notes", (struct world_setup){ .benches = 1, .notes = true });
}

TEST(notes_that_two_benches_must_read_keep_every_promise)
{
    walk("notes-of-two", (struct world_setup){ .benches = 2, .notes = true });
}

TEST(an_order_that_wants_fewer_and_more_keeps_every_promise)
{
    walk("fewer", (struct world_setup){ .benches = 1, .fewer = true });
}

TEST(boxes_of_an_order_that_wants_fewer_and_more_keep_every_promise)
{
    walk("fewer-in-boxes", (struct world_setup){ .benches = 1, .fewer = true, .boxes = true });
}

TEST(kits_by_their_components_keep_every_promise)
{
    walk("kits", (struct world_setup){ .benches = 1, .kits = true });
}

TEST(kits_in_several_boxes_keep_every_promise)
{
    walk("kits-in-boxes", (struct world_setup){ .benches = 1, .kits = true, .boxes = true });
}

TEST(kits_that_two_benches_collect_keep_every_promise)
{
    walk("kits-of-two", (struct world_setup){ .benches = 2, .kits = true });
}
