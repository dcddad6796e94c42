/* packwright artwork: a carrier's label as it came, in any format, without a printer. */
#include "document/artwork.h"
#include "cli/cli.h"
#include "document/png.h"
#include "packwright/language.h"
#include "packwright/pdf.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX = 64 << 20 };

struct wish {
    struct pw_artwork_setup setup;
    const char *format, *output, *file;
};

static bool read_file(const char *path, struct pw_buf *out)
{
    FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    uint8_t *room;
    size_t n = 0;
    if (f == NULL) {
        pw_cli_fail("artwork", "%s: %s", path, strerror(errno));
        return false;
    }
    while ((room = pw_buf_room(out, 65536)) != NULL && (n = fread(room, 1, 65536, f)) > 0)
        pw_buf_grew(out, n);
    bool bad = ferror(f) != 0;
    int wrong = errno;
    if (f != stdin)
        fclose(f);
    struct pw_error err;
    if (bad)
        pw_cli_fail("artwork", "%s can't be read: %s", path, strerror(wrong));
    else if (!pw_buf_ok(out, &err))
        pw_cli_fail("artwork", "%s: %s", path, err.text);
    else
        return true;
    return false;
}

static bool parse_media(const char *text, struct pw_artwork_setup *setup)
{
    double w, l;
    char unit[3], rest;
    if (sscanf(text, "%lfx%lf%2[a-z]%c", &w, &l, unit, &rest) != 3 || (strcmp(unit, "in") != 0 && strcmp(unit, "mm") != 0))
        return false;
    double um = strcmp(unit, "mm") == 0 ? 1000 : 25400;
    if (!(w * um >= 10000 && w * um <= 500000 && l * um >= 10000 && l * um <= 1000000))
        return false;
    setup->width.um = (int32_t)(w * um + 0.5);
    setup->length.um = (int32_t)(l * um + 0.5);
    return true;
}

static bool parse_number(const char *text, int least, int most, int *ret)
{
    char *end;
    errno = 0;
    long n = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || n < least || n > most)
        return false;
    *ret = (int)n;
    return true;
}

static bool parse_turn(const char *text, enum pw_artwork_turn *ret)
{
    static const char *const words[] = { "auto", "0", "90", "180", "270" };
    for (size_t i = 0; i < PW_COUNT(words); i++)
        if (strcmp(words[i], text) == 0) {
            *ret = (enum pw_artwork_turn)i;
            return true;
        }
    return false;
}

/* The page in the wanted format. */
static bool convert(const struct wish *w, const struct pw_page *page, struct pw_buf *out, struct pw_error *err)
{
    const struct pw_language *language = pw_language_find(w->format);
    if (strcmp(w->format, "png") == 0)
        return pw_page_write_png(page, out, err);
    if (strcmp(w->format, "pdf") == 0)
        return pw_page_write_pdf(page, 1, out, err);
    return language->render_page(page, pw_profile_find("default"), NULL, out, err);
}

static bool make(const struct wish *w, struct pw_bytes in, struct pw_buf *out, struct pw_error *err)
{
    struct pw_page page;
    struct pw_zpl_report report;
    if (strcmp(w->format, "zpl") == 0 && pw_artwork_kind(in) == PW_ARTWORK_ZPL) {
        if (!pw_zpl_check(in, out, &report, err))
            return false;
        if (report.notes[0] != '\0')
            fprintf(stderr, "packwright artwork: %s\n", report.notes);
        return true;
    }
    if (!pw_artwork_draw(in, &w->setup, &page, err))
        return false;
    bool ok = convert(w, &page, out, err);
    pw_page_finish(&page);
    return ok;
}

static bool write_out(const char *path, struct pw_bytes bytes)
{
    bool standard = path == NULL || strcmp(path, "-") == 0;
    FILE *f = standard ? stdout : fopen(path, "we");
    bool ok = f != NULL && fwrite(bytes.data, 1, bytes.len, f) == bytes.len && fflush(f) == 0;
    if (f != NULL && !standard)
        ok = fclose(f) == 0 && ok;
    if (!ok)
        pw_cli_fail("artwork", "%s can't be written: %s", standard ? "standard output" : path, strerror(errno));
    return ok;
}

static int run(const struct wish *w)
{
    struct pw_error err = { 0 };
    struct pw_buf in, out;
    int status = PW_EXIT_FAILED;
    pw_buf_init(&in, FILE_MAX);
    pw_buf_init(&out, FILE_MAX);
    if (read_file(w->file, &in)) {
        if (!make(w, pw_buf_peek(&in), &out, &err))
            pw_cli_fail("artwork", "%s: %s", w->file, err.text);
        else if (write_out(w->output, pw_buf_peek(&out)))
            status = PW_EXIT_OK;
    }
    pw_buf_finish(&in);
    pw_buf_finish(&out);
    return status;
}

int pw_cli_artwork(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option options[] = {
        { "media", required_argument, NULL, 'm' },  { "dpmm", required_argument, NULL, 'd' },
        { "page", required_argument, NULL, 'p' },   { "turn", required_argument, NULL, 't' },
        { "format", required_argument, NULL, 'f' }, { "output", required_argument, NULL, 'o' },
        { "photo", no_argument, NULL, 'P' },        { 0 }
    };
    struct wish w = { .setup = { .width = { 101600 }, .length = { 152400 }, .dots_per_mm = 8 }, .format = "png" };
    const struct pw_language *language;
    int o;
    (void)cli;
    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (o) {
        case 'm':
            if (!parse_media(optarg, &w.setup))
                return pw_cli_usage("artwork", "--media %s: give width and length, as in 4x6in or 100x150mm", optarg);
            break;
        case 'd':
            if (!parse_number(optarg, 6, 24, &w.setup.dots_per_mm))
                return pw_cli_usage("artwork", "--dpmm %s: printers have 8 (203 dpi), 12 (300) or 24 (600) dots a millimetre",
                                    optarg);
            break;
        case 'p':
            if (!parse_number(optarg, 1, 1000000, &w.setup.page))
                return pw_cli_usage("artwork", "--page %s: pages are counted from 1", optarg);
            break;
        case 't':
            if (!parse_turn(optarg, &w.setup.turn))
                return pw_cli_usage("artwork", "--turn %s: must be auto, 0, 90, 180 or 270", optarg);
            break;
        case 'f':
            w.format = optarg;
            language = pw_language_find(optarg);
            if (strcmp(optarg, "png") != 0 && strcmp(optarg, "pdf") != 0 && (language == NULL || language->render_page == NULL))
                return pw_cli_usage("artwork", "--format %s: must be png, pdf or the language of a label printer, as zpl",
                                    optarg);
            break;
        case 'o':
            w.output = optarg;
            break;
        case 'P':
            w.setup.photo = true;
            break;
        default:
            return pw_cli_usage("artwork", "that is no option of artwork");
        }
    }
    if (optind != argc - 1)
        return pw_cli_usage("artwork", "give one file, or - for standard input");
    w.file = argv[optind];
    if (w.output == NULL && isatty(STDOUT_FILENO))
        return pw_cli_usage("artwork", "a terminal can't show it: give --output FILE");
    return run(&w);
}
