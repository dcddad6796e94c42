#include "intake/route.h"

#include "document/artwork.h"
#include "document/artwork_size.h"
#include "intake/render.h"

#include <stdio.h>
#include <string.h>

enum { CANDIDATES_MAX = 64 };

/* A file whose dots round up, and one whose edge is white: for want of larger paper. */
#define WHOLE(um) ((um)-500)
#define NEARLY(um) ((um)*97 / 100)
/* Papers whose areas differ by less are the same. */
#define SAME_AREA(a, b) ((a)*100 <= (b)*102 && (b)*100 <= (a)*102)

struct candidate {
    const struct pw_section *section;
    bool roll, as_it_is;
    int64_t area;     /* of its paper, mm2; 0: a roll */
    bool fits, whole; /* nearly, and with all of its edge */
};

struct candidates {
    struct candidate list[CANDIDATES_MAX];
    size_t count;
    bool named;                 /* by its name */
    bool group;                 /* those that remain stand in for each other */
    struct pw_um width, length; /* of the file; 0: it doesn't say */
};

/* ---- who meets the words ---- */

static bool meets_word(const struct pw_section *printer, const char *word, bool *ret_group)
{
    static const struct {
        const char *prefix, *key;
    } kinds[] = { { "tag:", "tags" }, { "document:", "documents" } };
    if (strcmp(word, "auto") == 0)
        return true;
    for (size_t i = 0; i < PW_COUNT(kinds); i++)
        if (strncmp(word, kinds[i].prefix, strlen(kinds[i].prefix)) == 0) {
            *ret_group = true;
            return pw_section_has_word(printer, kinds[i].key, word + strlen(kinds[i].prefix));
        }
    return false;
}

static bool meets(const struct pw_section *printer, const char *target, bool *ret_group)
{
    char word[100];
    const char *p = target;
    do {
        size_t n = strcspn(p, "+");
        snprintf(word, sizeof word, "%.*s", (int)n, p);
        if (n >= sizeof word || !meets_word(printer, word, ret_group))
            return false;
        p += n;
    } while (*p++ == '+');
    return true;
}

bool pw_file_target_exists(const struct pw_config *config, const char *target)
{
    const struct pw_section *s;
    bool group;
    if (pw_config_section(config, "printer", target) != NULL)
        return true;
    for (size_t i = 0; (s = pw_config_nth(config, "printer", i)) != NULL; i++)
        if (meets(s, target, &group))
            return true;
    return false;
}

static bool no_such(const struct pw_config *config, const char *target, struct pw_error *err)
{
    char names[200] = "";
    const struct pw_section *s;
    for (size_t i = 0; (s = pw_config_nth(config, "printer", i)) != NULL; i++) {
        size_t n = strlen(names);
        snprintf(names + n, sizeof names - n, "%s%s", n == 0 ? "" : ", ", s->name);
    }
    return pw_fail(err, PW_ERR_NOT_FOUND, 0, "there is no printer %.60s; the configuration has %s", target,
                   names[0] == '\0' ? "none" : names);
}

/* ---- whose paper fits ---- */

/* One side along the head, the other one along the paper. */
static bool lies_on(int64_t across, int64_t along, const struct pw_printing *p)
{
    if (p->language->render != NULL) /* a roll */
        return p->profile != NULL && across <= (int64_t)p->profile->dots * 1000 / (p->profile->dpi >= 300 ? 12 : 8);
    return across <= p->width.um && along <= p->length.um;
}

static bool lies_somehow_on(int64_t one, int64_t other, const struct pw_printing *p)
{
    return lies_on(one, other, p) || (other > 0 && lies_on(other, one, p)); /* not said: it isn't turned */
}

static bool describe(const struct pw_section *s, struct pw_bytes content, struct candidates *all, struct pw_error *err)
{
    struct pw_printing p;
    struct pw_um w = { 0 }, l = { 0 };
    struct candidate *c = &all->list[all->count];
    *c = (struct candidate){ .section = s };
    if (!pw_printing_read(s, &p, err))
        return false;
    c->roll = p.language->render != NULL;
    c->as_it_is = pw_artwork_kind(content) == PW_ARTWORK_ZPL && strcmp(p.language->name, "zpl") == 0;
    c->area = c->roll ? 0 : (int64_t)(p.width.um / 100) * (p.length.um / 100);
    if (pw_artwork_size(content, p.dots_per_mm, &w, &l)) {
        c->whole = lies_somehow_on(WHOLE(w.um), WHOLE(l.um), &p);
        c->fits = c->whole || lies_somehow_on(NEARLY(w.um), NEARLY(l.um), &p);
        all->width = w;
        all->length = l;
    }
    all->count++;
    return true;
}

static void keep(struct candidates *all, bool (*worth)(const struct candidate *c, const struct candidates *all, int64_t than),
                 int64_t than)
{
    size_t n = 0;
    for (size_t i = 0; i < all->count; i++)
        n += worth(&all->list[i], all, than);
    if (n == 0)
        return; /* nobody is better than the others */
    n = 0;
    for (size_t i = 0; i < all->count; i++)
        if (worth(&all->list[i], all, than))
            all->list[n++] = all->list[i];
    all->count = n;
}

static bool is_label(const struct candidate *c, const struct candidates *all, int64_t than)
{
    (void)all, (void)than;
    return !c->roll;
}

static bool fits(const struct candidate *c, const struct candidates *all, int64_t than)
{
    (void)all, (void)than;
    return c->fits;
}

static bool is_whole(const struct candidate *c, const struct candidates *all, int64_t than)
{
    (void)all, (void)than;
    return c->whole;
}

static bool is_smallest(const struct candidate *c, const struct candidates *all, int64_t than)
{
    (void)all;
    return c->fits && SAME_AREA(c->area, than);
}

static bool is_as_it_is(const struct candidate *c, const struct candidates *all, int64_t than)
{
    (void)all, (void)than;
    return c->as_it_is;
}

static bool find_candidates(const struct pw_config *config, const char *target, struct pw_bytes content, struct candidates *all,
                            struct pw_error *err)
{
    const struct pw_section *s = pw_config_section(config, "printer", target);
    *all = (struct candidates){ .named = s != NULL };
    if (s != NULL) {
        all->list[all->count++].section = s;
        return true;
    }
    for (size_t i = 0; (s = pw_config_nth(config, "printer", i)) != NULL && all->count < CANDIDATES_MAX; i++)
        if (meets(s, target, &all->group) && !describe(s, content, all, err))
            return false;
    if (all->count == 0)
        return no_such(config, target, err);
    keep(all, is_label, 0);
    keep(all, fits, 0);
    keep(all, is_whole, 0);
    int64_t smallest = INT64_MAX;
    for (size_t i = 0; i < all->count; i++)
        smallest = all->list[i].fits && all->list[i].area < smallest ? all->list[i].area : smallest;
    if (smallest != INT64_MAX)
        keep(all, is_smallest, smallest);
    keep(all, is_as_it_is, 0);
    return true;
}

/* ---- which of them ---- */

static bool ambiguous(const struct candidates *all, struct pw_error *err)
{
    char names[160] = "", size[60] = "it doesn't say its size";
    for (size_t i = 0; i < all->count; i++) {
        size_t n = strlen(names);
        snprintf(names + n, sizeof names - n, "%s%s",
                 n == 0                ? ""
                 : i + 1 == all->count ? " or "
                                       : ", ",
                 all->list[i].section->name);
    }
    if (all->length.um > 0)
        snprintf(size, sizeof size, "it is %.1f x %.1f mm", all->width.um / 1000.0, all->length.um / 1000.0);
    else if (all->width.um > 0)
        snprintf(size, sizeof size, "it is %.1f mm wide", all->width.um / 1000.0);
    return pw_fail(err, PW_ERR_BAD_INPUT, 0, "which printer? %s%s; name %s", size,
                   all->width.um == 0  ? ""
                   : all->list[0].fits ? ", which fits the paper of several"
                                       : ", and no printer has paper for that",
                   names);
}

bool pw_file_candidate(const struct pw_config *config, const char *target, struct pw_bytes content, const char **ret_printer,
                       struct pw_error *err)
{
    struct candidates all;
    if (!find_candidates(config, target, content, &all, err))
        return false;
    if (all.count > 1 && !all.group)
        return ambiguous(&all, err);
    *ret_printer = all.list[0].section->name;
    return true;
}

bool pw_file_route(const struct pw_config *config, struct pw_db *db, const struct pw_file_request *request,
                   const char **ret_printer, struct pw_error *err)
{
    struct candidates all;
    int64_t fewest = INT64_MAX;
    if (request->content.len > 0 && pw_artwork_kind(request->content) == PW_ARTWORK_UNKNOWN)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "%.100s is neither ZPL nor PDF nor PNG", request->name);
    if (!find_candidates(config, request->printer, request->content, &all, err))
        return false;
    if (all.count > 1 && !all.group)
        return ambiguous(&all, err);
    for (size_t i = 0; i < all.count; i++) {
        int64_t waiting = 0;
        if (all.count > 1 &&
            !pw_db_number(db, err, &waiting, "SELECT count(*) FROM job WHERE bench = $1 AND printer = $2 AND " PW_JOB_OPEN, "tt",
                          request->bench, all.list[i].section->name))
            return false;
        if (waiting < fewest) {
            *ret_printer = all.list[i].section->name;
            fewest = waiting;
        }
    }
    return true;
}
