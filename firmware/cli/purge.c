/* packwright purge: buyers' data that is over its time is wiped now. */
#include "cli/cli.h"
#include "cli/when.h"
#include "intake/drop.h"
#include "packwright/clock.h"
#include "store/retention.h"

#include <getopt.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

static void tell(const struct pw_purged *p, int64_t drops, const char *until, bool dry, bool json)
{
    if (json) {
        json_t *o =
            json_pack("{s:b, s:s, s:I, s:I, s:I, s:I, s:I, s:I}", "dry_run", dry, "ended_before", until, "orders",
                      (json_int_t)p->orders, "journal_lines", (json_int_t)p->events, "replay_records", (json_int_t)p->records,
                      "files", (json_int_t)p->files, "leftovers", (json_int_t)p->leftovers, "folder_files", (json_int_t)drops);
        json_dumpf(o, stdout, pw_cli_json(JSON_INDENT(2) | JSON_PRESERVE_ORDER));
        putchar('\n');
        json_decref(o);
        return;
    }
    printf("%s of what ended before %s:\n", dry ? "To be wiped" : "Wiped", until);
    printf("  buyers' data of %" PRId64 " orders\n", p->orders);
    printf("  %" PRId64 " lines of the journal that belong to none%s\n", p->events, dry ? "" : ", or to one wiped before");
    printf("  %" PRId64 " records for replay\n", p->records);
    printf("  %" PRId64 " files of the spool\n", p->files);
    if (!dry)
        printf("  %" PRId64 " printed files in folders, %" PRId64 " leftovers\n", drops, p->leftovers);
    puts(
        "Figures, order ids, SKUs and tracking numbers stay. Files that you imported or exported elsewhere are yours to delete.");
}

static bool wipe(struct pw_db *db, int64_t now, int64_t keep, struct pw_purged *p, struct pw_error *err)
{
    bool more = true;
    while (more) {
        if (!pw_retention_step(db, now, keep, p, &more, err))
            return false;
        pw_db_idle(db);
    }
    return true;
}

int pw_cli_purge(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option options[] = { { "dry-run", no_argument, NULL, 'n' }, { "json", no_argument, NULL, 'j' }, { 0 } };
    bool dry = false, json = false;
    int option, status = PW_EXIT_OK;
    optind = 0;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'n')
            dry = true;
        else if (option == 'j')
            json = true;
        else
            return pw_cli_usage("purge", "unknown option");
    }
    if (optind != argc)
        return pw_cli_usage("purge", "%s? It takes options only", argv[optind]);
    struct pw_config *config = NULL;
    struct pw_db *db = NULL;
    struct pw_error err = { 0 };
    struct pw_purged purged = { 0 };
    int64_t drops = 0;
    char until[40];
    if (!pw_cli_open(cli, "purge", &config, &db))
        return PW_EXIT_FAILED;
    int64_t now = pw_clock_system.wall_us(&pw_clock_system);
    int64_t keep = pw_section_us(pw_config_section(config, "store", ""), "retention", PW_RETENTION_MOST_US);
    pw_cli_local(now - keep, PW_CLI_SECOND, until);
    bool ok = dry ? pw_retention_count(db, now, keep, &purged, &err) : wipe(db, now, keep, &purged, &err);
    const struct pw_section *folder;
    for (size_t i = 0; ok && !dry && (folder = pw_config_nth(config, "folder", i)) != NULL; i++)
        drops += pw_drop_forget(pw_section_get(folder, "path"), now - keep);
    if (ok)
        tell(&purged, drops, until, dry, json);
    else
        status = pw_cli_fail("purge", "%s", err.text);
    if (ok && !dry && !pw_db_scrub(db, &err))
        status = pw_cli_fail("purge", "all is wiped, but the store's log holds it still: somebody is reading. Run this again");
    pw_db_close(db);
    pw_config_free(config);
    return status;
}
