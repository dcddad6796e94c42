/*
 * The whole scan in the station (resolve, decide, commit), in process and without printers: a packer packs orders unit by unit,
 * of any article that an order waits for, by any of its barcodes; now and then they scan a wrong one or take a unit back. Every
 * fourth order is found by an article that has as many barcodes as any.
 *
 *   bench_beats STORE [SCANS]
 *
 * Before each scan a bare durable commit (bare.h).
 */
#include "barcode/command.h"
#include "bare.h"
#include "config.h"
#include "figures.h"
#include "station/station.h"

#include <string.h>

enum { WARM = 50, MOST = 100000, SKUS = 4096, GIVE_UP = 20 };

enum figure { RESOLVE, DECIDE, COMMIT, WHOLE, OPENING, COUNTING, REFUSED, MANY, MANY_RESOLVE, BARE, OVER, FIGURES };
static const char *const names[FIGURES] = { "resolve",
                                            "decide",
                                            "commit",
                                            "the whole scan",
                                            "  one that finds its order by the item",
                                            "  one of an order that is open",
                                            "  one that is refused",
                                            "  an item of an article with the most barcodes",
                                            "    of that resolve",
                                            "bare durable commit",
                                            "the whole scan, less that commit" };

static struct beats {
    struct pw_station *station;
    struct pw_beats last;
    const struct pw_decision *decision; /* of the last scan, until the next */
    struct bare bare;
    struct pw_error err;
    char many[SKUS][64]; /* articles with the most barcodes */
    size_t many_count;
    int64_t articles;
    uint64_t random;
    double *us[FIGURES];
    size_t count[FIGURES];
    int scans;
} b;

static void on_committed(void *user, const struct pw_event *event, const struct pw_decision *decision,
                         const struct pw_beats *beats)
{
    (void)user;
    if (event->kind == PW_EVENT_SCAN) {
        b.last = *beats;
        b.decision = decision;
    }
}
static void on_unrecorded(void *user, const struct pw_event *event, const struct pw_error *error)
{
    (void)user, (void)event;
    b.err = *error;
}
static void on_send(void *user, size_t printer, int64_t job, struct pw_bytes bytes, const char *title)
{
    (void)user, (void)printer, (void)job, (void)bytes, (void)title;
}
static void on_changed(void *user)
{
    (void)user;
}

static void keep(enum figure f, double us)
{
    b.us[f][b.count[f]++] = us;
}

/* The first column of the only row. */
static bool text_of(const char *sql, const char *types, const char *text, int64_t n, char *out, size_t size)
{
    struct pw_stmt *s = types[0] == 't' ? pw_db_query(b.station->db, &b.err, sql, types, text, n)
                                        : pw_db_query(b.station->db, &b.err, sql, types, n);
    bool found = s != NULL && pw_stmt_step(s, &b.err) == PW_ROW;
    if (found)
        snprintf(out, size, "%s", pw_stmt_text(s, 0));
    pw_stmt_done(s);
    return found;
}

static bool find_many(void)
{
    struct pw_stmt *s = pw_db_query(b.station->db, &b.err,
                                    "SELECT sku FROM article_code GROUP BY sku HAVING count(*) = (SELECT MAX(n) FROM (SELECT"
                                    " count(*) AS n FROM article_code GROUP BY sku) q) ORDER BY sku LIMIT 4096",
                                    "");
    if (s == NULL)
        return false;
    while (pw_stmt_step(s, &b.err) == PW_ROW)
        snprintf(b.many[b.many_count++], sizeof b.many[0], "%s", pw_stmt_text(s, 0));
    pw_stmt_done(s);
    return b.many_count > 0 && pw_db_number(b.station->db, &b.err, &b.articles, "SELECT count(*) FROM article", "");
}

/* One of an article's barcodes as a scanner sends an EAN: 13 digits of the key's 14. */
static bool barcode_of(const char *sku, char *out, size_t size)
{
    int64_t codes;
    if (!pw_db_number(b.station->db, &b.err, &codes, "SELECT count(*) FROM article_code WHERE sku = $1", "t", sku) || codes == 0)
        return false;
    return text_of("SELECT substr(code, 2) FROM article_code WHERE sku = $1 ORDER BY code LIMIT 1 OFFSET $2", "ti", sku,
                   (int64_t)figures_random(&b.random) % codes, out, size);
}

static bool any_sku(char *out, size_t size)
{
    return text_of("SELECT sku FROM article WHERE sku >= printf('SKU-%05d', $1) ORDER BY sku LIMIT 1", "i", NULL,
                   (int64_t)figures_random(&b.random) % b.articles, out, size);
}

static bool scan(const char *code, bool idle, bool many)
{
    double bare_us;
    if (!bare_commit(&b.bare, &bare_us))
        return false;
    b.decision = NULL;
    if (!pw_station_scan(b.station, "1", "s", PW_ROLE_BOTH, pw_bytes_str(code), "") || b.decision == NULL)
        return false;
    if (b.scans++ < WARM)
        return true;
    double whole = (double)(b.last.committed - b.last.started);
    bool refused = b.decision->outcome == PW_OUTCOME_REFUSED;
    keep(RESOLVE, (double)(b.last.resolved - b.last.started));
    keep(DECIDE, (double)(b.last.decided - b.last.resolved));
    keep(COMMIT, (double)(b.last.committed - b.last.decided));
    keep(WHOLE, whole);
    keep(refused ? REFUSED : idle ? OPENING : COUNTING, whole);
    if (many && !refused) {
        keep(MANY, whole);
        keep(MANY_RESOLVE, (double)(b.last.resolved - b.last.started));
    }
    keep(BARE, bare_us);
    keep(OVER, whole - bare_us);
    return true;
}

static bool command(enum pw_command which)
{
    char code[PW_COMMAND_CODE_SIZE];
    return pw_command_code(b.station->key, which, code) && scan(code, false, false);
}

/* What the order lacks first; "" when nothing. */
static bool missing(int64_t order, char *out, size_t size)
{
    out[0] = '\0';
    return text_of("SELECT l.sku FROM order_line l WHERE l.order_pk = $1 AND l.quantity > (SELECT COALESCE(SUM(v.units), 0) FROM"
                   " verification v WHERE v.line_pk = l.id AND v.undone = 0) ORDER BY l.position LIMIT 1",
                   "i", NULL, order, out, size) ||
           b.err.text[0] == '\0';
}

/* One order from its first unit to its last. False: something failed, and b.err may say what. */
static bool one_order(int n)
{
    char sku[128], code[128];
    bool many = n % 4 == 0;
    if (many)
        snprintf(sku, sizeof sku, "%s", b.many[figures_random(&b.random) % b.many_count]);
    else if (!any_sku(sku, sizeof sku))
        return false;
    if (!barcode_of(sku, code, sizeof code) || !scan(code, true, many))
        return false;
    for (int i = 0; i < 200 && b.decision->next.phase == PW_PHASE_PACKING; i++) {
        int64_t order = b.decision->next.order;
        uint32_t mistake = figures_random(&b.random) % 20;
        if (mistake == 0 && !(any_sku(sku, sizeof sku) && barcode_of(sku, code, sizeof code) && scan(code, false, false)))
            return false;
        if (mistake == 1 && !command(PW_COMMAND_UNDO))
            return false;
        if (b.decision->next.phase != PW_PHASE_PACKING)
            break;
        if (!missing(order, sku, sizeof sku) || !barcode_of(sku, code, sizeof code) || !scan(code, false, false))
            return false;
    }
    return true;
}

static bool open_station(const char *store, struct pw_config **ret_config)
{
    char text[1000];
    const struct pw_station_listener on = { on_send, on_committed, on_unrecorded, on_changed, NULL, NULL };
    snprintf(text, sizeof text,
             "[station]\nname = beats\ncarrier = USPS\n[sender]\nname = Sample Shop\nline1 = 1 Example Road\ncity = Springfield\n"
             "postal-code = 97477\ncountry = US\n[store]\npath = %s\n",
             store);
    return pw_config_parse(text, "bench_beats", "/", ret_config, &b.err) &&
           pw_station_create(*ret_config, &pw_clock_system, NULL, &on, &b.station, &b.err);
}

int main(int argc, char **argv)
{
    int scans = argc > 2 ? atoi(argv[2]) : 3000, idle = 0;
    struct pw_config *config = NULL;
    if (argc < 2 || scans < 1 || scans > MOST) {
        fprintf(stderr, "usage: bench_beats STORE [SCANS]\n");
        return 2;
    }
    bool ok = true;
    for (int f = 0; f < FIGURES; f++)
        ok = (b.us[f] = calloc((size_t)scans + 300, sizeof *b.us[f])) != NULL && ok;
    b.random = 7;
    ok = ok && bare_open(argv[1], &b.bare) && open_station(argv[1], &config) && find_many();
    for (int n = 0; ok && idle < GIVE_UP && b.count[WHOLE] < (size_t)scans; n++) {
        int before = b.scans;
        ok = one_order(n);
        idle = b.scans == before + 1 ? idle + 1 : 0; /* an article that no order waits for any more */
    }
    for (int f = 0; f < FIGURES; f++)
        figures_print(names[f], b.us[f], b.count[f]);
    if (!ok)
        fprintf(stderr, "bench_beats: scan %d: %s\n", b.scans, b.err.text);
    pw_station_destroy(b.station);
    pw_config_free(config);
    bare_close(&b.bare);
    for (int f = 0; f < FIGURES; f++)
        free(b.us[f]);
    return ok && b.count[WHOLE] > 0 ? 0 : 1;
}
