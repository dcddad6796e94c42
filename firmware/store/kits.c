#include "store/kits.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KITS_AT_ONCE = 200 };

#define TWO_CODES                                                                                                                \
    "wants a Transparency code, so that one of this kit would have several, and a marketplace takes one for each unit that was"  \
    " ordered"

struct entry {
    int64_t line, units; /* units 0: a line of this kit was refused */
    bool later;          /* its kit is a component of another one, which this list may list without it */
    char *kit, *component;
};

struct pw_kit_import {
    struct pw_db *db;
    void (*on_refusal)(void *user, const struct pw_line_refusal *refusal);
    void *user;
    struct entry *entries;
    size_t count, room;
    bool unknown; /* a line was refused, and nobody knows of which kit it is */
};

bool pw_kit_import_begin(struct pw_db *db, void (*on_refusal)(void *user, const struct pw_line_refusal *refusal), void *user,
                         struct pw_kit_import **ret_import, struct pw_error *err)
{
    struct pw_kit_import *import = calloc(1, sizeof *import);
    if (import == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "reading a list of kits");
    import->db = db;
    import->on_refusal = on_refusal;
    import->user = user;
    *ret_import = import;
    return true;
}

void pw_kit_import_abort(struct pw_kit_import *import)
{
    if (import == NULL)
        return;
    for (size_t i = 0; i < import->count; i++) {
        free(import->entries[i].kit);
        free(import->entries[i].component);
    }
    free(import->entries);
    free(import);
}

static bool keep(struct pw_kit_import *import, int64_t line, const char *kit, const char *component, int64_t units,
                 struct pw_error *err)
{
    if (import->count == PW_KIT_LINES_MAX)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "a list of kits has at most %d lines; divide it", PW_KIT_LINES_MAX);
    if (import->count == import->room) {
        size_t room = import->room == 0 ? 64 : 2 * import->room;
        struct entry *more = realloc(import->entries, room * sizeof *more);
        if (more == NULL)
            return pw_fail(err, PW_ERR_MEMORY, errno, "reading a list of kits");
        import->entries = more;
        import->room = room;
    }
    struct entry e = { .line = line, .units = units, .kit = strdup(kit), .component = strdup(component) };
    if (e.kit == NULL || e.component == NULL) {
        free(e.kit);
        free(e.component);
        return pw_fail(err, PW_ERR_MEMORY, errno, "reading a list of kits");
    }
    import->entries[import->count++] = e;
    return true;
}

bool pw_kit_import_add(struct pw_kit_import *import, const struct pw_kit_record *record, struct pw_error *err)
{
    return keep(import, record->line, record->kit, record->component, record->units, err);
}

bool pw_kit_import_refused(struct pw_kit_import *import, const char *kit, struct pw_error *err)
{
    import->unknown = import->unknown || *kit == '\0';
    return *kit == '\0' || keep(import, 0, kit, "", 0, err);
}

/* By kit; the refused lines of one first. */
static int by_kit(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = strcmp(x->kit, y->kit);
    if (order == 0)
        order = strcmp(x->component, y->component);
    return order != 0 ? order : x->line < y->line ? -1 : x->line > y->line;
}

static int is_kit(const void *key, const void *entry)
{
    return strcmp(key, ((const struct entry *)entry)->kit);
}

static void refuse(struct pw_kit_import *import, struct pw_import_counts *counts, const struct entry *e, const char *column,
                   const char *reason)
{
    struct pw_line_refusal refusal = { .line = e->line };
    snprintf(refusal.column, sizeof refusal.column, "%s", column);
    snprintf(refusal.reason, sizeof refusal.reason, "%s", reason);
    counts->refused++;
    if (import->on_refusal != NULL)
        import->on_refusal(import->user, &refusal);
}

/* Why a kit can't be taken as its lines have it; true if it was refused. A component that is a kit itself would have to be taken
 * apart at the bench. */
static bool refused(struct pw_kit_import *import, struct entry *kit, size_t count, bool last, struct pw_import_counts *counts,
                    bool *ret_refused, struct pw_error *err)
{
    int64_t codes = 0;
    *ret_refused = true;
    if (kit->units == 0) { /* told already; its right lines with it */
        for (size_t i = 0; i < count; i++)
            if (kit[i].units != 0) {
                refuse(import, counts, &kit[i], "kit", "another line of this kit was refused, so the kit stays as it was");
                break;
            }
        return true;
    }
    if (count > PW_KIT_COMPONENTS_MAX) {
        refuse(import, counts, &kit[PW_KIT_COMPONENTS_MAX], "kit", "has more than 100 different components");
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        int64_t nested = 0;
        if (i > 0 && strcmp(kit[i].component, kit[i - 1].component) == 0) {
            refuse(import, counts, &kit[i], "component", "stands twice for this kit, which stays as it was");
            return true;
        }
        if (bsearch(kit[i].component, import->entries, import->count, sizeof *kit, is_kit) == NULL &&
            !pw_db_number(import->db, err, &nested, "SELECT count(*) FROM kit_component WHERE kit = $1", "t", kit[i].component))
            return false;
        if (nested > 0 || bsearch(kit[i].component, import->entries, import->count, sizeof *kit, is_kit) != NULL) {
            refuse(import, counts, &kit[i], "component", "is a kit itself; list what that one consists of instead");
            return true;
        }
        if (!pw_db_number(
                import->db, err, &nested,
                "SELECT count(*) FROM article WHERE sku = $1 AND transparency <> 0 AND NOT EXISTS (SELECT 1 FROM article"
                " k WHERE k.sku = $2 AND k.serial + k.lot + k.expiry + k.transparency > 0)",
                "tt", kit[i].component, kit->kit))
            return false;
        codes += nested * kit[i].units;
        if (codes > 1) {
            refuse(import, counts, &kit[i], "component", TWO_CODES);
            return true;
        }
    }
    int64_t inside = 0;
    if (!pw_db_number(import->db, err, &inside, "SELECT count(*) FROM kit_component WHERE component = $1", "t", kit->kit))
        return false;
    if (inside > 0 && !last)
        kit->later = true;
    else if (inside > 0)
        refuse(import, counts, kit, "kit", "is a component of another kit, which would have to be listed without it");
    *ret_refused = inside > 0;
    return true;
}

static bool put(struct pw_kit_import *import, const struct entry *kit, size_t count, struct pw_import_counts *counts,
                struct pw_error *err)
{
    int64_t before = 0, same = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t found = 0;
        if (!pw_db_number(import->db, err, &found,
                          "SELECT count(*) FROM kit_component WHERE kit = $1 AND component = $2 AND units = $3", "tti", kit->kit,
                          kit[i].component, kit[i].units))
            return false;
        same += found;
    }
    if (!pw_db_number(import->db, err, &before, "SELECT count(*) FROM kit_component WHERE kit = $1", "t", kit->kit))
        return false;
    if (same == before && same == (int64_t)count) {
        counts->unchanged++;
        return true;
    }
    if (!pw_db_run(import->db, err, "DELETE FROM kit_component WHERE kit = $1", "t", kit->kit) ||
        !pw_db_run(import->db, err, "INSERT INTO article (sku) VALUES ($1) ON CONFLICT (sku) DO NOTHING", "t", kit->kit))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!pw_db_run(import->db, err, "INSERT INTO kit_component (kit, component, units) VALUES ($1, $2, $3)", "tti", kit->kit,
                       kit[i].component, kit[i].units) ||
            !pw_db_run(import->db, err, "INSERT INTO article (sku) VALUES ($1) ON CONFLICT (sku) DO NOTHING", "t",
                       kit[i].component))
            return false;
    if (before == 0)
        counts->fresh++;
    else
        counts->changed++;
    return true;
}

/* last: those that had to wait for the others. */
static bool store(struct pw_kit_import *import, bool last, struct pw_import_counts *counts, struct pw_error *err)
{
    size_t kits = 0;
    for (size_t i = 0, n; i < import->count; i += n) {
        struct entry *kit = &import->entries[i];
        bool bad;
        for (n = 1; i + n < import->count && strcmp(kit->kit, kit[n].kit) == 0; n++)
            ;
        if (last && !kit->later)
            continue;
        if (kits++ % KITS_AT_ONCE == 0 && ((kits > 1 && !pw_db_commit(import->db, err)) || !pw_db_begin(import->db, err)))
            return false;
        if (!refused(import, kit, n, last, counts, &bad, err) || (!bad && !put(import, kit, n, counts, err))) {
            pw_db_rollback(import->db);
            return false;
        }
    }
    return kits == 0 || pw_db_commit(import->db, err);
}

bool pw_kit_import_end(struct pw_kit_import *import, struct pw_import_counts *counts, struct pw_error *err)
{
    if (import->count > 0)
        qsort(import->entries, import->count, sizeof *import->entries, by_kit);
    bool ok = true;
    if (!import->unknown)
        ok = store(import, false, counts, err) && store(import, true, counts, err);
    else if (import->count > 0)
        refuse(import, counts, import->entries, "kit", "of a refused line nobody knows the kit, so all kits stay as they were");
    pw_kit_import_abort(import);
    return ok;
}

bool pw_kit_remove(struct pw_db *db, const char *kit, bool *ret_found, struct pw_error *err)
{
    if (!pw_db_run(db, err, "DELETE FROM kit_component WHERE kit = $1", "t", kit))
        return false;
    *ret_found = pw_db_changes(db) > 0;
    return true;
}
