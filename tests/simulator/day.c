/* Days: made from a seed, lived through, made shorter, cut by the power. */
#include "simulator/day_model.h"

#include "barcode/command.h"
#include "test.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { END_STEPS = 3000 };

static void open_day(uint32_t seed, const char *dir, bool fresh)
{
    static const char *const station =
        "[station]\nname = %s\nsign-in = %s\nlock-after = %ds\ncarrier = USPS\n%s%s[sender]\nname = "
        "Sample Shop\nline1 = 1 Road\ncity = Town\npostal-code = 97000\n"
        "country = US\n[store]\npath = day.db\n[channel files]\ntype = amazon-files\n";
    static const char *const printers =
        "[printer slip]\ntransport = tcp\naddress = 127.0.0.1:9\nlanguage = escpos\nprofile = TM-T88V\ndocuments = slip\n"
        "[printer label]\ntransport = tcp\naddress = 127.0.0.1:9\nlanguage = zpl\nmedia = 2x1in\ndocuments = label\n";
    static const char *const moments[] = { "", "slip = on-open\n", "slip = on-request\n", "label = on-open\n" };
    static const char *const ends[] = { "", "-wal", "-shm" };
    struct pw_error err = { 0 };
    uint32_t rng = seed * 2246822519u + 3;
    char text[1500], path[400];
    for (size_t i = 0; fresh && i < PW_COUNT(ends); i++) {
        snprintf(path, sizeof path, "%s/day.db%s", dir, ends[i]);
        unlink(path);
    }
    const char *sign_in = day_sign_in_of(seed);
    const char *notes = day_notes_of(seed);
    day_wants_of(seed);
    day_kits_of(seed);
    for (int i = 0; i < PACKERS; i++)
        day.hand[i].sku = -1;
    pw_clock_fixed_init(&day.clock, 1790000000000000);
    for (int i = 0; i < STATIONS; i++) {
        int n = snprintf(text, sizeof text, station, day_packers[i * 2].bench, sign_in, (int)(day.lock_us / 1000000),
                         i == 0 ? moments[seed % PW_COUNT(moments)] : "", notes);
        if (i == 0)
            snprintf(text + n, sizeof text - (size_t)n, "%s", printers);
        CHECK_OK(pw_config_parse(text, "day.conf", dir, &day.config[i], &err), err);
        day_start_station(i);
    }
    day.orders = 4 + day_rnd(&rng, DAY_ORDERS - 4);
    for (size_t i = 0; i < day.orders; i++) {
        struct model_order *o = &day.order[i];
        o->street = 1;
        o->noted = day.notes && i % 4 == 0;
        o->lines = 1 + (int)(day_rnd(&rng, 5) / 2);
        for (int l = 0; l < o->lines; l++)
            o->line[l] =
                (struct model_line){ .sku = day.kits && l == 0 && i % 3 == 1 ? DAY_SET : (int)((i + (unsigned)l) % DAY_PLAIN),
                                     .wanted = 1 + (int)(day_rnd(&rng, 6) / 2) };
    }
    if (!fresh)
        return;
    CHECK_OK(pw_db_sqlite.script(
                 day_db(),
                 "INSERT INTO article (sku, name) VALUES ('APPLE', 'An apple'), ('PEAR', 'A pear'), ('PLUM', 'A plum');"
                 "INSERT INTO article_code (code, sku, units) VALUES ('04006381333931', 'APPLE', 1),"
                 " ('14006381333938', 'APPLE', 2), ('04012345123456', 'PEAR', 1)",
                 &err),
             err);
    for (int i = 0; i < SKUS; i++) {
        snprintf(text, sizeof text,
                 "INSERT INTO article (sku) VALUES ('%s') ON CONFLICT DO NOTHING; UPDATE article SET serial = %d, lot = %d, "
                 "expiry = %d,"
                 " transparency = %d, minimum_days = %d WHERE sku = '%s'",
                 day_skus[i], day.wants[i] & DAY_SERIAL, day.wants[i] & DAY_LOT, day.wants[i] & DAY_EXPIRY,
                 day.wants[i] & DAY_CODE, i == DAY_KEEPS ? 100 : 0, day_skus[i]);
        CHECK_OK(pw_db_sqlite.script(day_db(), text, &err), err);
    }
    day_list_kits();
    day_write_notes();
    day_hire();
    day_import_report();
}

static void close_day(void)
{
    for (int i = 0; i < STATIONS; i++) {
        pw_station_destroy(day.station[i]);
        pw_config_free(day.config[i]);
    }
}

static void send_out(void)
{
    int64_t parcel =
        day_number("SELECT COALESCE((SELECT p.id FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE p.status = 'packed' AND"
                   " o.status <> 'cancelled' ORDER BY p.id LIMIT 1), 0)",
                   0);
    if (!day_scan_label(0, parcel, PW_ROLE_DOOR) || !day.refused)
        return;
    day_scan_label(0, parcel, PW_ROLE_PACK);
    if (day_number("SELECT subject_pk <> $1 FROM lane WHERE bench = 'north' AND name = '1'", parcel) != 0)
        day_scan_order(0, (unsigned)day_number("SELECT order_pk - 1 FROM parcel WHERE id = $1", parcel));
    day_scan_command(0, PW_COMMAND_REPRINT_LABEL);
    day_scan_command(0, PW_COMMAND_REASON_ADDRESS);
    day_settle_printers();
}

/* From wherever the day has led, one packer who makes no mistake gets every order out. */
static void bring_home(void)
{
    day_office_frees();
    for (int p = PACKERS - 1; p >= 0; p--) {
        day_sign_in(p, LEAD);
        day_scan_command(p, PW_COMMAND_CANCEL_PENDING);
        if (day_stand_of(p).phase != PW_PHASE_IDLE)
            day_scan_command(p, PW_COMMAND_ASIDE);
    }
    for (int i = 0; i < END_STEPS && day.report->promise[0] == '\0'; i++) {
        day_sign_in(0, LEAD);
        day_settle_printers();
        pw_clock_fixed_advance(&day.clock, STEP_US);
        int64_t held = day_number("SELECT COALESCE((SELECT id FROM orders WHERE status = 'held' LIMIT 1), 0)", 0);
        struct day_stand at = day_stand_of(0);
        if (at.pending != PW_PENDING_NONE)
            day_answer(0, at.pending, 0);
        else if (at.phase == PW_PHASE_IDLE && held != 0) {
            day_scan_command(0, PW_COMMAND_RELEASE);
            day_scan_order(0, (unsigned)held - 1);
        } else if (at.phase != PW_PHASE_IDLE || day_open_order(0) != 0)
            day_go_on(0, 0);
        else if (day_number(
                     "SELECT count(*) FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE p.status = 'packed' AND o.status "
                     "<> 'cancelled'",
                     0) != 0)
            send_out();
        else
            break;
    }
    char left[40];
    if (day_text_of("SELECT status FROM orders WHERE status NOT IN ('shipped', 'cancelled') ORDER BY id LIMIT 1", 0, left,
                    sizeof left))
        day_broke("from here nobody gets back to work: an order stays %s", left);
}

void day_alone(void)
{
    CHECK(sqlite3_config(SQLITE_CONFIG_SINGLETHREAD) == SQLITE_OK && sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK);
}

void day_make(uint32_t seed, struct day_steps *ret_steps)
{
    /* What happens how often. */
    static const uint8_t often[DAY_KINDS] = {
        [DAY_NEXT] = 110,   [DAY_DOOR] = 14,  [DAY_ITEM] = 10,  [DAY_ORDER] = 6,   [DAY_PARCEL] = 6,
        [DAY_COMMAND] = 18, [DAY_NUMBER] = 3, [DAY_AGAIN] = 8,  [DAY_GARBAGE] = 2, [DAY_PRINTER] = 52,
        [DAY_LINK] = 2,     [DAY_IMPORT] = 3, [DAY_CANCEL] = 1, [DAY_RESTART] = 1, [DAY_CLOCK] = 1,
        [DAY_ANSWER] = 5,   [DAY_BADGE] = 5,  [DAY_AWAY] = 1,   [DAY_RECALL] = 1
    };
    uint32_t rng = seed * 2654435761u + 1, all = 0;
    for (int i = 0; i < DAY_KINDS; i++)
        all += often[i];
    ret_steps->count = DAY_STEPS;
    for (size_t i = 0; i < DAY_STEPS; i++) {
        uint32_t at = day_rnd(&rng, all);
        uint8_t kind = 0;
        while (at >= often[kind])
            at -= often[kind++];
        ret_steps->step[i] = (struct day_step){ kind, (uint8_t)day_rnd(&rng, PACKERS), (uint16_t)day_rnd(&rng, 65536) };
    }
}

void day_live(uint32_t seed, const struct day_steps *steps, const char *dir, unsigned every, bool trace,
              struct day_report *ret_report)
{
    memset(&day, 0, sizeof day);
    memset(ret_report, 0, sizeof *ret_report);
    day.report = ret_report;
    day.trace = trace;
    open_day(seed, dir, true);
    size_t i = 0;
    for (; i < steps->count && ret_report->promise[0] == '\0'; i++) {
        pw_clock_fixed_advance(&day.clock, STEP_US);
        day_step_do(&steps->step[i]);
        if (i % every == every - 1)
            day_check_all();
    }
    ret_report->at = ret_report->promise[0] == '\0' ? i : i - 1;
    if (ret_report->promise[0] == '\0') {
        bring_home();
        day_check_all();
    }
    close_day();
}

/* Takes pieces away, halves first, then smaller ones, as long as the same promise breaks. */
void day_shrink(uint32_t seed, struct day_steps *steps, const char *dir, const char *promise)
{
    static struct day_steps fewer;
    struct day_report report;
    day_live(seed, steps, dir, 1, false, &report);
    if (strcmp(report.promise, promise) == 0 && report.at + 1 < steps->count)
        steps->count = report.at + 1;
    for (size_t piece = steps->count / 2; piece >= 1; piece = piece == 1 ? 0 : piece / 2)
        for (size_t at = 0; at < steps->count;) {
            size_t n = at + piece <= steps->count ? piece : steps->count - at;
            fewer = *steps;
            memmove(fewer.step + at, fewer.step + at + n, (fewer.count - at - n) * sizeof *fewer.step);
            fewer.count -= n;
            day_live(seed, &fewer, dir, 1, false, &report);
            if (strcmp(report.promise, promise) == 0)
                *steps = fewer;
            else
                at += n;
        }
}

/* ---- days that end in a power cut ---- */

static void begin(struct day_report *report, int say_fd)
{
    memset(&day, 0, sizeof day);
    memset(report, 0, sizeof *report);
    day.report = report;
    day.say_fd = say_fd;
}

void day_prepare(uint32_t seed, const char *dir)
{
    struct day_report report;
    begin(&report, 0);
    open_day(seed, dir, true);
    close_day();
}

void day_live_on(uint32_t seed, const struct day_steps *steps, size_t count, const char *dir, int say_fd,
                 struct day_report *ret_report)
{
    begin(ret_report, say_fd);
    open_day(seed, dir, false);
    for (size_t i = 0; i < count && i < steps->count && ret_report->promise[0] == '\0'; i++) {
        pw_clock_fixed_advance(&day.clock, STEP_US);
        day_step_do(&steps->step[i]);
    }
    close_day();
}

void day_after_cut(uint32_t seed, const char *dir, const struct day_ack *acks, size_t count, struct day_report *ret_report)
{
    char sound[40];
    int64_t scans = 0, units = 0;
    begin(ret_report, 0);
    for (size_t i = 0; i < count; i++) {
        if (acks[i].job != 0)
            day.sent[day.sent_count++] = acks[i].job; /* none of them goes out again by itself */
        scans += acks[i].job == 0;
        units = acks[i].job == 0 ? acks[i].units : units;
    }
    open_day(seed, dir, false);
    day_text_of("PRAGMA integrity_check", 0, sound, sizeof sound);
    if (strcmp(sound, "ok") != 0)
        day_broke("the store is damaged: %s", sound);
    day_check_rows();
    for (size_t i = 0; i < count; i++)
        if (acks[i].job != 0 && day_number("SELECT count(*) FROM job WHERE id = $1", acks[i].job) != 1)
            day_broke("6: a document was sent that the store doesn't know");
    int64_t kept = day_number("SELECT count(*) FROM journal WHERE kind = 'scan'", 0);
    if (kept < scans || kept > scans + 1)
        day_broke("6: %lld scans were acknowledged and %lld are in the journal", (long long)scans, (long long)kept);
    /* The one that nobody was told of may be there or not. */
    if (kept == scans &&
        units != day_number("SELECT COALESCE(SUM(v.units), 0) FROM verification v JOIN parcel p ON p.id = v.parcel_pk"
                            " WHERE v.undone = 0 AND p.status <> 'void'",
                            0))
        day_broke("6: other units are in boxes than were acknowledged");
    close_day();
}
