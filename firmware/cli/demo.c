/*
 * packwright demo: a station with sample orders in the browser; the scanners and printers that are plugged in, and virtual ones
 * where there are none.
 */
#include "base/embed.h"
#include "bench.h"
#include "cli/cli.h"
#include "packwright/clock.h"
#include "plugged.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char configuration[] = "# Made by packwright demo. Everything in it is invented.\n"
                                    "[station]\nname = demo\ncarrier = USPS\nservice = Ground Advantage\n\n"
                                    "[sender]\nname = Sample Shop\nline1 = 1 Sample Street\ncity = Sampleton\nregion = OR\n"
                                    "postal-code = 97000\ncountry = US\n\n"
                                    "[store]\npath = demo.db\n\n"
                                    "# What is clicked in the page\n"
                                    "[scanner hand]\ndriver = virtual\n\n"
                                    "[channel files]\ntype = amazon-files\nmarketplace = ATVPDKIKX0DER\nexport = export\n\n";

/* The printers of a bench: what prints on each, and how. The first language is that of the virtual one. */
static const struct {
    const char *name, *languages[3], *virtual_keys, *keys;
} printers[] = {
    { "slip", { "escpos" }, "profile = TM-T20III\n", "documents = slip, gift-slip, commands\n" },
    { "label", { "zpl", "tspl", "epl" }, "dpi = 203\n", "media = 4x6in\ndocuments = label\n" },
};

static void write_identity(struct pw_buf *out, const struct pw_plugged *p)
{
    pw_buf_printf(out, "vendor = 0x%04x\nproduct = 0x%04x\n", p->vendor, p->product);
    if (p->serial[0] != '\0' && strpbrk(p->serial, ";#\r\n") == NULL)
        pw_buf_printf(out, "serial = %s\n", p->serial);
}

static bool is_among(const char *language, const char *const languages[3])
{
    for (size_t i = 0; i < 3 && languages[i] != NULL; i++)
        if (strcmp(languages[i], language) == 0)
            return true;
    return false;
}

/* The first that speaks one of the languages, or NULL. */
static const struct pw_plugged *printer_for(const char *const languages[3], const struct pw_plugged *found, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (found[i].kind == PW_PLUGGED_PRINTER && found[i].open && found[i].language != NULL &&
            is_among(found[i].language, languages))
            return &found[i];
    return NULL;
}

/* The configuration's devices, and a word on each of them. */
static void write_devices(struct pw_buf *out, const char *label)
{
    struct pw_plugged found[16];
    size_t count = pw_plugged_find(found, PW_COUNT(found));
    for (size_t i = 0; i < PW_COUNT(printers); i++) {
        const struct pw_plugged *p = printer_for(printers[i].languages, found, count);
        if (p != NULL) {
            pw_buf_printf(out, "# %s\n[printer %s]\ntransport = usb\nlanguage = %s\n", p->name, printers[i].name, p->language);
            write_identity(out, p);
            printf("printer %s: %s, over USB\n", printers[i].name, p->name);
        } else {
            pw_buf_printf(out, "[printer %s]\ntransport = virtual\nlanguage = %s\n%s", printers[i].name,
                          is_among(label, printers[i].languages) ? label : printers[i].languages[0], printers[i].virtual_keys);
        }
        pw_buf_printf(out, "%s\n", printers[i].keys);
    }
    for (size_t i = 0, n = 0; i < count; i++) {
        const struct pw_plugged *p = &found[i];
        if (!p->open)
            printf("%s is plugged in, but this user may not open it: sudo make install brings the udev rules\n", p->name);
        else if (p->kind == PW_PLUGGED_PRINTER && p->language == NULL)
            printf("%s is plugged in, but doesn't say which language it speaks: name it in a configuration\n", p->name);
        else if (p->kind != PW_PLUGGED_PRINTER) {
            pw_buf_printf(out, "# %s\n[scanner %zu]\ndriver = %s\n", p->name, ++n,
                          p->kind == PW_PLUGGED_SERIAL_SCANNER ? "serial" : "usb-hid");
            if (p->kind == PW_PLUGGED_SERIAL_SCANNER)
                pw_buf_printf(out, "port = %s\n", p->port);
            else
                write_identity(out, p);
            pw_buf_puts(out, "\n");
            printf("scanner %zu: %s\n", n, p->name);
        }
    }
}

static bool write_file(const char *folder, const char *name, const void *data, size_t len)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "we");
    if (f == NULL)
        return false;
    bool ok = fwrite(data, 1, len, f) == len;
    return fclose(f) == 0 && ok;
}

/* The sample orders' dates count from 2026-01-01; here they count from today, so that there is always something due. */
static bool write_orders(const char *folder)
{
    struct pw_bytes sample = pw_embedded("store/demo_orders.tsv");
    int64_t today = pw_clock_system.wall_us(&pw_clock_system) / 86400000000;
    int64_t base = pw_days_from_civil(2026, 1, 1);
    struct pw_buf out;
    pw_buf_init(&out, 1 << 20);
    for (size_t i = 0; i < sample.len; i++) {
        int y, m, d, used = 0;
        const char *p = (const char *)sample.data + i;
        if (sample.len - i > 11 && p[0] == '2' && p[4] == '-' && p[7] == '-' && p[10] == 'T' &&
            sscanf(p, "%4d-%2d-%2d%n", &y, &m, &d, &used) == 3 && used == 10) {
            pw_civil_from_days(pw_days_from_civil(y, m, d) - base + today, &y, &m, &d);
            pw_buf_printf(&out, "%04d-%02d-%02d", y, m, d);
            i += 9;
        } else {
            pw_buf_putc(&out, sample.data[i]);
        }
    }
    bool ok = pw_buf_ok(&out, NULL) && write_file(folder, "orders.txt", out.data, out.len);
    pw_buf_finish(&out);
    return ok;
}

static bool prepare(struct pw_cli *cli, const char *folder, const char *listen, const char *label)
{
    char path[2][PATH_MAX];
    struct stat st;
    snprintf(path[0], sizeof path[0], "%s/packwright.conf", folder);
    if (stat(path[0], &st) == 0)
        return true; /* begun earlier: goes on */
    struct pw_bytes articles = pw_embedded("store/demo_articles.csv");
    struct pw_buf text;
    pw_buf_init(&text, 1 << 16);
    pw_buf_puts(&text, configuration);
    write_devices(&text, label);
    pw_buf_printf(&text, "[kiosk]\nlisten = %s\n", listen);
    bool written = pw_buf_ok(&text, NULL) && write_orders(folder) &&
                   write_file(folder, "articles.csv", articles.data, articles.len) &&
                   write_file(folder, "packwright.conf", text.data, text.len);
    pw_buf_finish(&text);
    if (!written)
        return false;
    const char *before = cli->config_path;
    cli->config_path = path[0];
    snprintf(path[0], sizeof path[0], "%s/articles.csv", folder);
    snprintf(path[1], sizeof path[1], "%s/orders.txt", folder);
    char config[PATH_MAX];
    snprintf(config, sizeof config, "%s/packwright.conf", folder);
    cli->config_path = config;
    char *argv[] = { (char[]){ "import" }, path[0], path[1], NULL };
    optind = 0; /* getopt starts anew */
    int status = pw_cli_import(cli, 3, argv);
    cli->config_path = before;
    return status == PW_EXIT_OK;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static int serve(struct pw_cli *cli, const char *folder)
{
    char path[PATH_MAX];
    struct pw_error err = { 0 };
    struct pw_config *config = NULL;
    struct pw_bench *bench = NULL;
    snprintf(path, sizeof path, "%s/packwright.conf", folder);
    if (!pw_config_load(path, &config, &err))
        return pw_cli_fail("demo", "%s", err.text);
    const struct pw_bench_setup setup = { .config = config, .log = &cli->log, .demo = true };
    int status = PW_EXIT_OK;
    if (pw_bench_create(&setup, &bench, &err)) {
        printf("\nThe bench is open. Look at it, and click barcodes to scan them:\n\n    %s\n\n"
               "Its files are in %s. Ctrl+C ends it.\n",
               pw_bench_url(bench), folder);
        fflush(stdout);
        pw_bench_run(bench);
    } else {
        status = pw_cli_fail("demo", "%s", err.text);
    }
    pw_bench_destroy(bench);
    pw_config_free(config);
    return status;
}

int pw_cli_demo(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option options[] = { { "dir", required_argument, NULL, 'd' },
                                             { "listen", required_argument, NULL, 'l' },
                                             { "label", required_argument, NULL, 'p' },
                                             { 0 } };
    const char *dir = NULL, *listen = "127.0.0.1:8631", *label = "zpl";
    int o;
    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (o == 'd')
            dir = optarg;
        else if (o == 'l')
            listen = optarg;
        else if (o == 'p' && is_among(optarg, printers[1].languages))
            label = optarg;
        else if (o == 'p')
            return pw_cli_usage("demo", "--label %s: must be zpl, tspl or epl", optarg);
        else
            return pw_cli_usage("demo", "that is no option of demo");
    }
    if (optind != argc)
        return pw_cli_usage("demo", "demo takes no argument \"%s\"", argv[optind]);
    char fresh[] = "/tmp/packwright-demo-XXXXXX", folder[PATH_MAX];
    if (dir == NULL && mkdtemp(fresh) == NULL)
        return pw_cli_fail("demo", "no folder can be made in /tmp: %s", strerror(errno));
    if (dir != NULL && mkdir(dir, 0700) != 0 && errno != EEXIST)
        return pw_cli_fail("demo", "%s: %s", dir, strerror(errno));
    if (realpath(dir == NULL ? fresh : dir, folder) == NULL)
        return pw_cli_fail("demo", "%s: %s", dir, strerror(errno));
    int status = PW_EXIT_FAILED;
    if (!prepare(cli, folder, listen, label))
        pw_cli_fail("demo", "the sample orders could not be put into %s", folder);
    else
        status = serve(cli, folder);
    if (dir == NULL)
        nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return status;
}
