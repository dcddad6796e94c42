/*
 * A carrier's 4x6 inch PDF to a printer's bytes, with a child kept ready as the station has it; and what a spare costs. Takes the
 * PDF's path, and the program whose hidden mode draws.
 */
#include "document/artwork.h"
#include "document/pdf.h"
#include "figures.h"
#include "packwright/language.h"

#include <poll.h>

enum { RUNS = 40 };

int main(int argc, char **argv)
{
    struct pw_artwork_setup setup = { .width = { 101600 }, .length = { 152400 }, .dots_per_mm = 8 };
    struct pw_error err = { 0 };
    struct pw_buf pdf, out;
    double us[RUNS];
    uint8_t *room;
    size_t n;
    FILE *f = argc == 3 ? fopen(argv[1], "re") : NULL;
    pw_buf_init(&pdf, 64 << 20);
    pw_buf_init(&out, 64 << 20);
    while (f != NULL && (room = pw_buf_room(&pdf, 65536)) != NULL && (n = fread(room, 1, 65536, f)) > 0)
        pw_buf_grew(&pdf, n);
    if (f == NULL || !pw_pdf_reader_create(argv[2], &setup.pdf, &err)) {
        fprintf(stderr, "bench_artwork PDF PROGRAM: %s\n", err.text);
        return 1;
    }
    fclose(f);
    for (int i = 0; i < RUNS; i++) {
        struct pw_page page;
        (void)poll(NULL, 0, 60); /* parcels come one by one: the spare is ready */
        pw_buf_reset(&out);
        double begin = now_us();
        if (!pw_artwork_draw(pw_buf_peek(&pdf), &setup, &page, &err) ||
            !pw_language_zpl.render_page(&page, NULL, NULL, &out, &err)) {
            fprintf(stderr, "%s\n", err.text);
            return 1;
        }
        us[i] = now_us() - begin;
        pw_page_finish(&page);
    }
    figures_print("PDF to ZPL", us, RUNS);
    pw_pdf_reader_destroy(setup.pdf);
    for (int i = 0; i < RUNS; i++) { /* the first one, or one beside another */
        struct pw_page page;
        pw_buf_reset(&out);
        double begin = now_us();
        if (!pw_pdf_reader_create(argv[2], &setup.pdf, &err) || !pw_artwork_draw(pw_buf_peek(&pdf), &setup, &page, &err) ||
            !pw_language_zpl.render_page(&page, NULL, NULL, &out, &err)) {
            fprintf(stderr, "%s\n", err.text);
            return 1;
        }
        us[i] = now_us() - begin;
        pw_page_finish(&page);
        pw_pdf_reader_destroy(setup.pdf);
    }
    figures_print("PDF to ZPL, no child ready", us, RUNS);
    pw_buf_finish(&pdf);
    pw_buf_finish(&out);
    return 0;
}
