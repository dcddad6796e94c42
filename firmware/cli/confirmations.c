/* packwright confirmations: the shipping-confirmation file, written whole or not at all, each confirmation in one of them. */
#include "cli/cli.h"

#include "packwright/clock.h"
#include "store/exports.h"
#include "store/import_file.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CONTENT_MAX ((size_t)64 << 20)

struct job {
    struct pw_db *db;
    const struct pw_config *config;
    const char *output; /* NULL: the channel's export folder; "-": standard output */
    const char *only;   /* channel, or NULL */
    int64_t since_us, now_us;
    bool json, refused;
    json_t *files, *refusals;
};

static const struct pw_section *section_of(const struct job *j, const char *channel)
{
    return pw_config_section(j->config, "channel", channel);
}

static enum pw_confirmation_form form_of(const struct job *j, const char *channel)
{
    const struct pw_section *s = section_of(j, channel);
    const char *type = s == NULL ? NULL : pw_section_get(s, "type");
    return type != NULL && strcmp(type, "csv") == 0 ? PW_CONFIRMATION_CSV : PW_CONFIRMATION_AMAZON;
}

static void folder_of(const struct job *j, const char *channel, char *out, size_t size)
{
    const struct pw_section *s = section_of(j, channel);
    const char *folder = s == NULL ? "export" : pw_section_get(s, "export");
    if (*folder == '/')
        snprintf(out, size, "%s", folder);
    else
        snprintf(out, size, "%s/%s", j->config->folder == NULL || *j->config->folder == '\0' ? "." : j->config->folder, folder);
}

static bool sync_folder(const char *path, struct pw_error *err)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s",
             slash == NULL   ? 1
             : slash == path ? 1
                             : (int)(slash - path),
             slash == NULL ? "." : path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return pw_fail(err, PW_ERR_IO, errno, "%s", folder);
    bool ok = fsync(fd) == 0 || errno == EINVAL; /* some file systems have nothing to sync in a folder */
    int sys = errno;
    close(fd);
    return ok || pw_fail(err, PW_ERR_IO, sys, "%s", folder);
}

/* Whole and durable, or not there. */
static bool write_whole(const char *path, struct pw_bytes content, struct pw_error *err)
{
    char part[PATH_MAX];
    if (snprintf(part, sizeof part, "%s.part", path) >= (int)sizeof part)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "the path %.100s... is too long", path);
    int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (fd < 0)
        return pw_fail(err, PW_ERR_IO, errno, "%s can't be written", part);
    bool ok = true;
    for (size_t done = 0; ok && done < content.len;) {
        ssize_t n = write(fd, content.data + done, content.len - done);
        ok = n > 0 || (n < 0 && errno == EINTR);
        done += n > 0 ? (size_t)n : 0;
    }
    ok = ok && fsync(fd) == 0;
    int sys = errno;
    ok = close(fd) == 0 && ok && rename(part, path) == 0;
    if (!ok) {
        sys = sys == 0 ? errno : sys;
        unlink(part);
        return pw_fail(err, PW_ERR_IO, sys, "%s can't be written", path);
    }
    return sync_folder(path, err);
}

static bool deliver(struct job *j, const char *channel, const struct pw_export *e, struct pw_bytes content, bool again,
                    struct pw_error *err)
{
    char folder[PATH_MAX / 2], path[PATH_MAX];
    if (j->output != NULL && strcmp(j->output, "-") == 0) {
        if (fwrite(content.data, 1, content.len, stdout) != content.len || fflush(stdout) != 0)
            return pw_fail(err, PW_ERR_IO, errno, "standard output");
        return pw_export_written(j->db, e, err);
    }
    if (j->output != NULL) {
        snprintf(path, sizeof path, "%s", j->output);
    } else {
        folder_of(j, channel, folder, sizeof folder);
        if (mkdir(folder, 0750) != 0 && errno != EEXIST)
            return pw_fail(err, PW_ERR_IO, errno, "the export folder %s can't be made", folder);
        snprintf(path, sizeof path, "%s/%s", folder, e->name);
    }
    if (!write_whole(path, content, err) || !pw_export_written(j->db, e, err))
        return false;
    if (j->json) {
        json_array_append_new(j->files, json_pack("{s:s, s:s, s:s, s:I, s:b}", "path", path, "name", e->name, "channel", channel,
                                                  "rows", (json_int_t)e->rows, "again", again));
        return true;
    }
    pw_cli_print(path);
    putchar('\n');
    return true;
}

static void on_refused(void *user, const char *order_id, const char *reason)
{
    struct job *j = user;
    j->refused = true;
    if (j->json)
        json_array_append_new(j->refusals, json_pack("{s:s, s:s}", "order_id", order_id, "reason", reason));
    else
        pw_cli_fail("confirmations", "order %s stays in the outbox: %s", order_id, reason);
}

static bool write_again(struct job *j, const char *name, struct pw_error *err)
{
    struct pw_export e;
    char channel[64];
    const char *slash = strrchr(name, '/');
    struct pw_buf out;
    pw_buf_init(&out, CONTENT_MAX);
    bool ok = pw_export_find(j->db, slash == NULL ? name : slash + 1, &e, channel, err) &&
              pw_export_content(j->db, &e, form_of(j, channel), &out, err) &&
              deliver(j, channel, &e, pw_buf_peek(&out), true, err);
    pw_buf_finish(&out);
    return ok;
}

/* What a crash left taken and not written, then what waits. */
static bool write_channel(struct job *j, const char *channel, int *ret_files, struct pw_error *err)
{
    struct pw_buf out;
    enum pw_confirmation_form form = form_of(j, channel);
    struct pw_export e = { 0 };
    char name[PW_EXPORT_NAME_MAX];
    time_t now = (time_t)(j->now_us / 1000000);
    struct tm tm;
    bool ok = true, unfinished;
    localtime_r(&now, &tm);
    size_t n = strftime(name, sizeof name, "confirmations-%Y%m%d-%H%M%S", &tm);
    snprintf(name + n, sizeof name - n, form == PW_CONFIRMATION_AMAZON ? ".txt" : ".csv");
    pw_buf_init(&out, CONTENT_MAX);
    do {
        pw_buf_reset(&out);
        ok = pw_export_unfinished(j->db, channel, &e, err);
        unfinished = ok && e.id != 0;
        if (unfinished)
            ok = pw_export_content(j->db, &e, form, &out, err);
        else if (ok)
            ok = pw_export_take(j->db, channel, form, name, j->since_us, j->now_us, on_refused, j, &out, &e, err);
        if (ok && e.rows > 0) {
            ok = deliver(j, channel, &e, pw_buf_peek(&out), false, err);
            *ret_files += ok;
        }
        /* Another file only for what doesn't fit into one; a refused confirmation is not tried again. */
    } while (ok && e.rows > 0 && !j->refused && j->output == NULL);
    pw_buf_finish(&out);
    return ok;
}

/* Over the network, by the station: a file of those only for whoever asks for it by name. */
static bool is_told(const struct job *j, const char *channel)
{
    const struct pw_section *section = pw_config_section(j->config, "channel", channel);
    return section != NULL && strcmp(pw_section_get(section, "type"), "amazon") == 0;
}

static json_t *channels_of(struct job *j, struct pw_error *err)
{
    json_t *names = json_array();
    struct pw_stmt *s = pw_db_query(j->db, err,
                                    "SELECT channel FROM outbox WHERE status = 'waiting' UNION SELECT channel FROM export"
                                    " WHERE status = 'writing' ORDER BY 1",
                                    "");
    enum pw_row row = PW_ROW_FAILED;
    while (s != NULL && (row = pw_stmt_step(s, err)) == PW_ROW)
        if (j->only == NULL ? !is_told(j, pw_stmt_text(s, 0)) : strcmp(j->only, pw_stmt_text(s, 0)) == 0)
            json_array_append_new(names, json_string(pw_stmt_text(s, 0)));
    pw_stmt_done(s);
    if (row == PW_ROW_END)
        return names;
    json_decref(names);
    return NULL;
}

static bool write_all(struct job *j, int *ret_files, struct pw_error *err)
{
    json_t *names = channels_of(j, err), *name;
    size_t i;
    bool ok = names != NULL;
    if (ok && json_array_size(names) > 1 && j->output != NULL)
        ok = pw_fail(err, PW_ERR_CONFIG, 0, "confirmations wait for %s and others; with --output say which: --channel NAME",
                     json_string_value(json_array_get(names, 0)));
    json_array_foreach(names, i, name) ok = ok && write_channel(j, json_string_value(name), ret_files, err);
    json_decref(names);
    return ok;
}

static int finish(struct job *j, bool ok, int files, const char *again, const struct pw_error *err)
{
    if (!ok)
        return pw_cli_fail("confirmations", "%s", err->text);
    if (j->json) {
        json_t *root = json_pack("{s:O, s:O}", "files", j->files, "refused", j->refusals);
        json_dumpf(root, stdout, pw_cli_json(JSON_INDENT(2) | JSON_PRESERVE_ORDER));
        putchar('\n');
        json_decref(root);
    } else if (files == 0 && again == NULL && !j->refused) {
        fprintf(stderr, "Nothing to confirm: no parcel was scanned out since the last file.\n");
    }
    return j->refused ? PW_EXIT_FAILED : PW_EXIT_OK;
}

int pw_cli_confirmations(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option options[] = {
        { "json", no_argument, NULL, 'j' },          { "since", required_argument, NULL, 's' },
        { "output", required_argument, NULL, 'o' },  { "again", required_argument, NULL, 'a' },
        { "channel", required_argument, NULL, 'C' }, { 0 }
    };
    struct job j = { .since_us = 0 };
    const char *again = NULL;
    int option;
    optind = 0;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (option) {
        case 'j':
            j.json = true;
            break;
        case 's':
            if (!pw_time_parse(optarg, &j.since_us))
                return pw_cli_usage("confirmations", "--since %s: must be a date such as 2026-11-22 or 2026-11-22T15:04:05Z",
                                    optarg);
            break;
        case 'o':
            j.output = optarg;
            break;
        case 'a':
            again = optarg;
            break;
        case 'C':
            j.only = optarg;
            break;
        default:
            return pw_cli_usage("confirmations", "unknown option");
        }
    }
    if (optind != argc)
        return pw_cli_usage("confirmations", "it takes no \"%s\"", argv[optind]);
    if (j.json && j.output != NULL && strcmp(j.output, "-") == 0)
        return pw_cli_usage("confirmations", "--json and --output - both want standard output");
    struct pw_config *config = NULL;
    struct pw_error err = { 0 };
    if (!pw_cli_open(cli, "confirmations", &config, &j.db))
        return PW_EXIT_FAILED;
    const char *zone = pw_section_get(pw_config_section(config, "station", ""), "timezone");
    if (zone != NULL) {
        setenv("TZ", zone, 1);
        tzset();
    }
    j.config = config;
    j.now_us = pw_clock_system.wall_us(&pw_clock_system);
    j.files = json_array();
    j.refusals = json_array();
    int files = 0;
    bool ok = again != NULL ? write_again(&j, again, &err) : write_all(&j, &files, &err);
    int status = finish(&j, ok, files, again, &err);
    json_decref(j.files);
    json_decref(j.refusals);
    pw_db_close(j.db);
    pw_config_free(config);
    return status;
}
