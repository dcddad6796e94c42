/* Finished artwork: what it is, where it goes on paper, and that a PDF can do no harm. */
#include "document/artwork.h"

#include "document/pdf.h"
#include "document/pdf_talk.h"
#include "document/picture.h"
#include "document/png.h"
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <png.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* This program is also the child that draws PDFs. */
__attribute__((constructor)) static void be_the_child(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], PW_PDF_CHILD) == 0)
        _exit(pw_pdf_child());
}

static const struct pw_artwork_setup four_by_six = { .width = { 101600 }, .length = { 152400 }, .dots_per_mm = 8 };
static struct pw_error err;

static bool draw(struct pw_bytes in, const struct pw_artwork_setup *setup, struct pw_page *ret_page)
{
    uint8_t *exact = pw_test_copy(in.data, in.len);
    err = (struct pw_error){ 0 };
    bool ok = pw_artwork_draw(pw_bytes_of(exact, in.len), setup, ret_page, &err);
    free(exact);
    return ok;
}

TEST(artwork_is_known_by_its_content)
{
    CHECK_INT(pw_artwork_kind(pw_bytes_str("%PDF-1.7\n")), PW_ARTWORK_PDF);
    CHECK_INT(pw_artwork_kind(pw_bytes_str("junk\n%PDF-1.7\n")), PW_ARTWORK_PDF);
    CHECK_INT(pw_artwork_kind(pw_bytes_str("\r\n^XA^XZ")), PW_ARTWORK_ZPL);
    CHECK_INT(pw_artwork_kind(pw_bytes_str("~DGR:A,1,1,FF\n^XA^XZ")), PW_ARTWORK_ZPL);
    CHECK_INT(pw_artwork_kind(pw_bytes_of("\x89PNG\r\n\x1a\n", 8)), PW_ARTWORK_PNG);
    CHECK_INT(pw_artwork_kind(pw_bytes_str("")), PW_ARTWORK_UNKNOWN);
    CHECK_INT(pw_artwork_kind(pw_bytes_str("SIZE 4,6\nCLS\n")), PW_ARTWORK_UNKNOWN);
    CHECK_INT(pw_artwork_kind(pw_bytes_str("<html>^XA</html>")), PW_ARTWORK_UNKNOWN);
}

/* ---- onto paper ---- */

/* A page with one row of dots from (x, y) to the right and one below its begin: which way is up can be seen. */
static void mark(struct pw_page *page, int width, int height, int x, int y)
{
    CHECK_OK(pw_page_init(page, width, height, 8, &err), err);
    for (int i = 0; i < 20; i++)
        pw_page_set(page, x + i, y);
    pw_page_set(page, x, y + 1);
}

static int dots_of(const struct pw_page *page)
{
    int n = 0;
    for (int i = 0; i < page->stride * page->height; i++)
        n += __builtin_popcount(page->bits[i]);
    return n;
}

TEST(a_page_of_the_papers_size_stays_where_it_is)
{
    struct pw_page page, fitted;
    mark(&page, 812, 1218, 13, 7);
    CHECK_OK(pw_artwork_fit(&page, 812, 1218, PW_TURN_AUTO, &fitted, &err), err);
    CHECK_BYTES(pw_bytes_of(fitted.bits, (size_t)fitted.stride * 1218), pw_bytes_of(page.bits, (size_t)page.stride * 1218));
    pw_page_finish(&page);
    pw_page_finish(&fitted);
}

TEST(a_label_on_a_letter_page_is_cropped_to_its_ink)
{
    for (int x = 0; x < 9; x++) {
        struct pw_page page, fitted;
        mark(&page, 1727, 2235, 100 + x, 50);
        CHECK_OK(pw_artwork_fit(&page, 812, 1218, PW_TURN_AUTO, &fitted, &err), err);
        CHECK_INT(fitted.width, 812);
        CHECK_INT(dots_of(&fitted), 21);
        CHECK(pw_page_get(&fitted, 396, 608) && pw_page_get(&fitted, 415, 608) && pw_page_get(&fitted, 396, 609));
        pw_page_finish(&page);
        pw_page_finish(&fitted);
    }
}

TEST(a_page_that_lies_is_turned_clockwise)
{
    struct pw_page page, fitted;
    mark(&page, 1218, 812, 5, 3); /* upper left: it comes to the upper right */
    CHECK_OK(pw_artwork_fit(&page, 812, 1218, PW_TURN_AUTO, &fitted, &err), err);
    CHECK_INT(dots_of(&fitted), 21);
    CHECK(pw_page_get(&fitted, 811 - 3, 5) && pw_page_get(&fitted, 811 - 3, 24) && pw_page_get(&fitted, 811 - 4, 5));
    pw_page_finish(&fitted);
    CHECK_OK(pw_artwork_fit(&page, 812, 1218, PW_TURN_LEFT, &fitted, &err), err);
    CHECK(pw_page_get(&fitted, 3, 1217 - 5) && pw_page_get(&fitted, 3, 1217 - 24) && pw_page_get(&fitted, 4, 1217 - 5));
    pw_page_finish(&fitted);
    pw_page_finish(&page);
    mark(&page, 812, 1218, 5, 3);
    CHECK_OK(pw_artwork_fit(&page, 812, 1218, PW_TURN_HALF, &fitted, &err), err);
    CHECK(pw_page_get(&fitted, 811 - 5, 1217 - 3) && pw_page_get(&fitted, 811 - 5, 1217 - 4));
    pw_page_finish(&fitted);
    pw_page_finish(&page);
}

TEST(what_is_larger_than_the_paper_is_refused_and_never_made_smaller)
{
    struct pw_page page, fitted;
    CHECK_OK(pw_page_init(&page, 1727, 2235, 8, &err), err);
    CHECK(!pw_artwork_fit(&page, 812, 1218, PW_TURN_AUTO, &fitted, &err));
    CHECK(strstr(err.text, "white") != NULL);
    pw_page_set(&page, 0, 0);
    pw_page_set(&page, 1700, 2200);
    CHECK(!pw_artwork_fit(&page, 812, 1218, PW_TURN_AUTO, &fitted, &err));
    CHECK_INT(err.code, PW_ERR_TOO_BIG);
    CHECK(strstr(err.text, "213 x 276 mm") != NULL && strstr(err.text, "101 x 152 mm") != NULL);
    pw_page_finish(&page);
}

/* ---- pictures ---- */

static void png_of(int width, int height, int format, const void *dots, struct pw_buf *out)
{
    png_image image = {
        .version = PNG_IMAGE_VERSION, .width = (unsigned)width, .height = (unsigned)height, .format = (unsigned)format
    };
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
    uint8_t *room;
    pw_buf_init(out, 1 << 24);
    room = pw_buf_room(out, size);
    CHECK(room != NULL && png_image_write_to_memory(&image, room, &size, 0, dots, 0, NULL));
    pw_buf_grew(out, size);
}

TEST(what_is_clear_in_a_picture_is_white_paper)
{
    static const uint8_t rgba[] = { 0, 0, 0, 255, 0, 0, 0, 0, 255, 255, 255, 255, 200, 0, 0, 255 };
    struct pw_buf png;
    struct pw_grey grey;
    png_of(4, 1, PNG_FORMAT_RGBA, rgba, &png);
    CHECK_OK(pw_picture_read_png(pw_buf_peek(&png), &grey, &err), err);
    CHECK_INT(grey.dots[0], 0);
    CHECK_INT(grey.dots[1], 255);
    CHECK_INT(grey.dots[2], 255);
    CHECK(grey.dots[3] < 128);
    pw_grey_finish(&grey);
    pw_buf_finish(&png);
}

TEST(a_picture_of_three_times_the_resolution_keeps_every_bar)
{
    enum { W = 300, H = 30 };
    uint8_t dots[W * H];
    struct pw_grey grey = { .width = W, .height = H, .dots = dots };
    struct pw_page page;
    for (int i = 0; i < W * H; i++)
        dots[i] = i % W / 6 % 2 == 0 ? 0 : 255;
    CHECK_OK(pw_grey_to_page(&grey, W / 3, H / 3, false, 8, &page, &err), err);
    for (int y = 0; y < H / 3; y++)
        for (int x = 0; x < W / 3; x++)
            CHECK(pw_page_get(&page, x, y) == (x / 2 % 2 == 0));
    pw_page_finish(&page);
}

TEST(edges_move_by_at_most_half_a_dot_when_a_picture_is_scaled)
{
    enum { W = 1000 };
    uint8_t dots[W];
    struct pw_grey grey = { .width = W, .height = 1, .dots = dots };
    for (int at = 0; at < W; at += 7) {
        struct pw_page page;
        for (int x = 0; x < W; x++)
            dots[x] = x < at ? 0 : 255;
        CHECK_OK(pw_grey_to_page(&grey, 677, 1, false, 8, &page, &err), err);
        int edge = 0;
        while (edge < 677 && pw_page_get(&page, edge, 0))
            edge++;
        CHECK(abs(edge * 1000 - at * 677) <= 501);
        pw_page_finish(&page);
    }
}

TEST(damaged_pictures_are_refused_at_every_cut)
{
    struct pw_page page, again;
    struct pw_buf png;
    mark(&page, 64, 64, 3, 3);
    pw_buf_init(&png, 1 << 20);
    CHECK_OK(pw_page_write_png(&page, &png, &err), err);
    pw_page_finish(&page);
    for (size_t cut = 8; cut + 12 < png.len; cut++)
        CHECK(!draw(pw_bytes_of(png.data, cut), &four_by_six, &again) && err.code == PW_ERR_BAD_INPUT);
    memcpy(png.data + 16, "\0\0\xff\xff\0\0\xff\xff", 8); /* 65,535 x 65,535 */
    CHECK(!draw(pw_buf_peek(&png), &four_by_six, &again) && err.code == PW_ERR_TOO_BIG);
    pw_buf_finish(&png);
}

/* ---- PDFs ---- */

/* A page with content, in points; everything else as ISO 32000-1 has it. The cross-reference is for the reader to mend. */
static const char *pdf_of(const char *media, const char *content)
{
    static char text[8192];
    snprintf(text, sizeof text,
             "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
             "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<</Font<</A<</Type/Font/Subtype/Type1"
             "/BaseFont/Times-Roman>>>>>>>>endobj\n4 0 obj<</Length %zu>>stream\n%s\nendstream endobj\n"
             "trailer<</Root 1 0 R/Size 5>>\n",
             media, strlen(content), content);
    return text;
}

TEST(bars_of_whole_dots_in_a_pdf_stay_whole)
{
    /* 40 bars and spaces of 0.25 mm (2 dots) each, from 10.1 mm on: no edge is on a whole point */
    char content[4096] = "";
    for (int i = 0; i < 40; i++)
        snprintf(content + strlen(content), sizeof content - strlen(content), "%.4f 100 %.4f 50 re ",
                 (10.1 + 0.5 * i) * 72 / 25.4, 0.25 * 72 / 25.4);
    strcat(content, "f");
    struct pw_page page;
    CHECK_OK(draw(pw_bytes_str(pdf_of("0 0 288 432", content)), &four_by_six, &page), err);
    CHECK_INT(page.width, 812);
    CHECK_INT(page.height, 1218);
    int y = 1218 - 125 * 1218 / 432, run = 0, runs = 0;
    for (int x = 0; x < page.width; x++) {
        if (pw_page_get(&page, x, y)) {
            run++;
        } else if (run != 0) {
            CHECK_INT(run, 2);
            run = 0;
            runs++;
        }
    }
    CHECK_INT(runs, 40);
    pw_page_finish(&page);
}

TEST(a_font_that_a_pdf_does_not_bring_is_opened_for_it)
{
    struct pw_page page;
    CHECK_OK(draw(pw_bytes_str(pdf_of("0 0 288 432", "BT /A 40 Tf 20 300 Td (HIM) Tj ET")), &four_by_six, &page), err);
    CHECK(dots_of(&page) > 1500); /* three letters, 14 mm high */
    pw_page_finish(&page);
}

static void refused(const char *pdf, size_t len, enum pw_error_code code, const char *word)
{
    struct pw_page page;
    if (draw(pw_bytes_of(pdf, len), &four_by_six, &page))
        pw_test_fail(__FILE__, __LINE__, "drawn: %.60s", pdf);
    if ((code != PW_OK && err.code != code) || strstr(err.text, word) == NULL)
        pw_test_fail(__FILE__, __LINE__, "%s: %s", pw_error_name(err.code), err.text);
}

TEST(damaged_pdfs_are_refused_in_words)
{
    refused("%PDF-1.7\n", 9, PW_ERR_BAD_INPUT, "damaged");
    const char *blank = pdf_of("0 0 288 432", "");
    refused(blank, strlen(blank), PW_ERR_BAD_INPUT, "white");
    const char *vast = pdf_of("0 0 99999 99999", "1 1 5 5 re f");
    refused(vast, strlen(vast), PW_ERR_TOO_BIG, "too large");
}

TEST(a_pdf_that_takes_a_file_or_runs_a_script_gets_neither)
{
    /* The picture is a file outside; the page must not show it. The script is never run. */
    const char *pdf = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n"
                      "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                      "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 288 432]/Contents 4 0 R>>endobj\n"
                      "4 0 obj<</Length 0/F(/etc/passwd)>>stream\n\nendstream endobj\ntrailer<</Root 1 0 R/Size 5>>\n";
    refused(pdf, strlen(pdf), PW_OK, "");
}

TEST(a_reader_keeps_a_child_ready_and_outlives_bad_pdfs)
{
    struct pw_artwork_setup setup = four_by_six;
    CHECK_OK(pw_pdf_reader_create(NULL, &setup.pdf, &err), err);
    for (int i = 0; i < 3; i++) {
        struct pw_page page;
        CHECK_OK(draw(pw_bytes_str(pdf_of("0 0 288 432", "72 72 72 72 re f")), &setup, &page), err);
        CHECK_INT(dots_of(&page), 203 * 203);
        pw_page_finish(&page);
        CHECK(!draw(pw_bytes_str("%PDF-1.4 nothing"), &setup, &page));
    }
    pw_pdf_reader_destroy(setup.pdf);
}

/* ---- the prison: each act is tried in a process that was locked in; 0 is that it worked ---- */

static int reads_a_file(void)
{
    return open("/etc/passwd", O_RDONLY) >= 0 ? 0 : 1;
}
static int writes_a_file(void)
{
    return open("/tmp/packwright-test-prison", O_WRONLY | O_CREAT, 0600) >= 0 ? 0 : 1;
}
static int opens_a_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? 0 : 1;
}
static int runs_a_program(void)
{
    char name[] = "/bin/true";
    char *argv[] = { name, NULL }, *env[] = { NULL };
    execve(name, argv, env);
    return 1;
}
static int starts_a_process(void)
{
    return fork() >= 0 ? 0 : 1;
}
static int maps_code(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED ? 0 : 1;
}
static int kills_its_parent(void)
{
    return kill(getppid(), 0) == 0 ? 0 : 1;
}
static int changes_a_file(void)
{
    return truncate("/tmp", 0) == 0 || unlink("/tmp/packwright-test-none") == 0 || errno == ENOENT ? 0 : 1;
}
static int takes_memory(void)
{
    size_t size = (size_t)PW_PDF_MAX_MEMORY_MIB << 20;
    return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED ? 0 : 1;
}
static int only_counts(void)
{
    char *p = malloc(1 << 20);
    if (p != NULL)
        memset(p, 1, 1 << 20);
    free(p);
    return p != NULL ? 0 : 1;
}

static int locked_in(int (*act)(void))
{
    pid_t pid = fork();
    int status;
    if (pid == 0) {
        close(PW_PDF_FONT_FD); /* nobody opens anything for it */
        _exit(pw_pdf_lock_in(NULL) ? act() : 99);
    }
    CHECK(pid > 0 && waitpid(pid, &status, 0) == pid);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 99)
        pw_test_skip("this kernel has no seccomp filters");
    return status;
}

TEST(what_draws_pdfs_can_do_nothing_else)
{
    static const struct {
        const char *what;
        int (*act)(void);
        bool deadly;
    } acts[] = {
        { "reads a file", reads_a_file, false },          { "writes a file", writes_a_file, false },
        { "opens a socket", opens_a_socket, true },       { "runs a program", runs_a_program, true },
        { "starts a process", starts_a_process, false },  { "maps code", maps_code, false },
        { "signals its parent", kills_its_parent, true }, { "changes a file", changes_a_file, false },
    };
    CHECK_INT(locked_in(only_counts), 0);
    for (size_t i = 0; i < PW_COUNT(acts); i++) {
        int status = locked_in(acts[i].act);
        bool stopped = WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS, failed = WIFEXITED(status) && WEXITSTATUS(status) == 1;
        if (acts[i].deadly ? !stopped : !failed && !stopped)
            pw_test_fail(__FILE__, __LINE__, "it %s: status %#x", acts[i].what, (unsigned)status);
    }
#ifndef PW_SANITIZED
    CHECK(locked_in(takes_memory) != 0);
#else
    (void)takes_memory;
#endif
}
