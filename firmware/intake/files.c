#include "intake/files.h"

#include "document/artwork.h"
#include "document/pdf.h"
#include "intake/folder.h"
#include "intake/render.h"
#include "intake/route.h"
#include "packwright/clock.h"
#include "packwright/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OUT_MAX = 64 << 20, READY_US = 600000000 /* how long after a PDF a child waits for the next one */ };

/* One folder, and what it waits for. */
struct place {
    struct pw_files *files;
    size_t index;
    struct pw_folder *folder;
    uint64_t ticket; /* of the file that the station has; 0: none */
};

/* At a worker; outlives its owner if it must. */
struct drawing {
    struct pw_files *owner; /* NULL: destroyed meanwhile */
    struct drawing *next;
    struct pw_printing printing;
    size_t printer;
    int64_t job;
    char title[64];
    struct pw_buf content, out;
    struct pw_pdf_reader *pdf; /* lent, or made by the worker */
    bool pdf_keeps;            /* it goes back, for the next one */
    bool ok;
    struct pw_error err;
};

struct pw_files {
    struct pw_loop *loop;
    struct pw_log *log;
    const struct pw_config *config;
    struct pw_files_listener listener;
    struct pw_printing *printings;
    size_t printer_count;
    struct place *places;
    size_t place_count;
    uint64_t tickets;
    struct drawing *drawings;
    struct pw_pdf_reader *pdf; /* NULL: none yet, or lent */
    bool pdf_lent;
    struct pw_timer *pdf_idle;
};

/* ---- from a folder to the station ---- */

static void on_arrived(void *user, struct pw_folder *folder, const char *name, const char *key, struct pw_bytes content)
{
    struct place *p = user;
    const struct pw_section *section = pw_folder_section(folder);
    char full_key[PW_FILE_KEY_MAX + 2], source[100];
    struct pw_buf visible; /* a name may hold anything */
    int64_t expires_us = pw_section_us(section, "expires", 0);
    pw_buf_init(&visible, PW_FILE_NAME_MAX);
    pw_utf8_visible(pw_bytes_str(name), &visible);
    snprintf(full_key, sizeof full_key, "folder %.60s/%s", section->name, key);
    snprintf(source, sizeof source, "folder %.80s", section->name);
    const struct pw_file_request request = {
        .content = content,
        .name = visible.failed ? section->name : pw_buf_text(&visible),
        .source = source,
        .key = full_key,
        .printer = pw_section_get(section, "printer"),
        .priority = pw_section_int(section, "priority", 0),
        .expires_us = expires_us == 0 ? 0 : pw_clock_system.wall_us(&pw_clock_system) + expires_us,
    };
    p->ticket = ++p->files->tickets;
    if (!p->files->listener.queue(p->files->listener.user, p->ticket, &request)) {
        p->ticket = 0;
        pw_folder_answer(folder, PW_FOLDER_LATER, "no memory");
    }
    pw_buf_finish(&visible);
}

static void on_state(void *user, struct pw_folder *folder, const char *state, const char *words)
{
    struct place *p = user;
    const struct pw_files_listener *l = &p->files->listener;
    l->state(l->user, p->index, pw_folder_section(folder)->name, state, words);
}

void pw_files_queued(struct pw_files *files, uint64_t ticket, bool ok, const struct pw_error *err)
{
    for (size_t i = 0; i < files->place_count; i++) {
        struct place *p = &files->places[i];
        if (p->ticket != ticket)
            continue;
        p->ticket = 0;
        bool wrong = err->code == PW_ERR_BAD_INPUT || err->code == PW_ERR_TOO_BIG || err->code == PW_ERR_UNSUPPORTED;
        pw_folder_answer(p->folder, ok ? PW_FOLDER_TAKEN : wrong ? PW_FOLDER_REFUSED : PW_FOLDER_LATER, ok ? "" : err->text);
        return;
    }
}

/* ---- from the station to a printer ---- */

/*
 * One PDF at a time has the reader, and its child waits ready for the next one; others start a child of their own. Where no PDF
 * comes there is none.
 */
static void lend_reader(struct pw_files *files, struct drawing *d)
{
    if (files->pdf_lent || pw_artwork_kind(pw_buf_peek(&d->content)) != PW_ARTWORK_PDF)
        return;
    files->loop->impl->timer_stop(files->pdf_idle);
    d->pdf = files->pdf;
    d->pdf_keeps = true;
    files->pdf = NULL;
    files->pdf_lent = true;
}

static void take_reader_back(struct pw_files *files, struct drawing *d)
{
    if (!d->pdf_keeps)
        return;
    files->pdf = d->pdf;
    d->pdf = NULL;
    files->pdf_lent = false;
    files->loop->impl->timer_start(files->pdf_idle, READY_US);
}

static void on_pdf_idle(void *user)
{
    struct pw_files *files = user;
    pw_pdf_reader_destroy(files->pdf);
    files->pdf = NULL;
}

static void drawing_free(struct drawing *d)
{
    pw_pdf_reader_destroy(d->pdf);
    pw_buf_finish(&d->content);
    pw_buf_finish(&d->out);
    free(d);
}

static void run_drawing(void *user)
{
    struct drawing *d = user;
    struct pw_error ignored; /* without a reader this one starts its own child */
    if (d->pdf_keeps && d->pdf == NULL)
        (void)!pw_pdf_reader_create(NULL, &d->pdf, &ignored);
    d->ok = pw_file_render(pw_buf_peek(&d->content), &d->printing, d->pdf, &d->out, &d->err);
}

static void forget(struct pw_files *files, const struct drawing *d)
{
    for (struct drawing **p = &files->drawings; *p != NULL; p = &(*p)->next)
        if (*p == d) {
            *p = d->next;
            return;
        }
}

static void drawing_done(void *user)
{
    struct drawing *d = user;
    struct pw_files *files = d->owner;
    if (files != NULL) {
        forget(files, d);
        take_reader_back(files, d);
        if (d->ok && d->printing.answers)
            d->printing.language->ask_proof(pw_printing_ticket(d->job), &d->out);
        if (d->ok && pw_buf_ok(&d->out, &d->err))
            files->listener.drawn(files->listener.user, d->printer, d->job, pw_buf_peek(&d->out), d->title);
        else
            files->listener.failed(files->listener.user, d->printer, d->job, d->err.text);
    }
    drawing_free(d);
}

void pw_files_draw(struct pw_files *files, size_t printer, int64_t job, struct pw_bytes content, const char *title)
{
    struct pw_error err = { 0 };
    struct drawing *d = calloc(1, sizeof *d);
    if (d != NULL) {
        d->owner = files;
        d->printing = files->printings[printer];
        d->printer = printer;
        d->job = job;
        snprintf(d->title, sizeof d->title, "%s", title);
        pw_buf_init(&d->content, PW_FILE_MAX);
        pw_buf_init(&d->out, OUT_MAX);
        pw_buf_put(&d->content, content.data, content.len);
    }
    if (d == NULL || d->content.failed) {
        pw_fail(&err, PW_ERR_MEMORY, 0, "no memory for a file of %zu bytes", content.len);
    } else {
        lend_reader(files, d);
        if (files->loop->impl->work(files->loop, run_drawing, drawing_done, d, &err)) {
            d->next = files->drawings;
            files->drawings = d;
            return;
        }
        take_reader_back(files, d);
    }
    if (d != NULL)
        drawing_free(d);
    files->listener.failed(files->listener.user, printer, job, err.text);
}

/* ---- */

static bool read_printers(struct pw_files *f, struct pw_error *err)
{
    while (pw_config_nth(f->config, "printer", f->printer_count) != NULL)
        f->printer_count++;
    f->printings = calloc(f->printer_count + 1, sizeof *f->printings);
    if (f->printings == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for files");
    for (size_t i = 0; i < f->printer_count; i++)
        if (!pw_printing_read(pw_config_nth(f->config, "printer", i), &f->printings[i], err))
            return false;
    return true;
}

static bool check_file(const struct pw_config *config, const char *printer, struct pw_bytes content, struct pw_error *why)
{
    if (pw_artwork_kind(content) == PW_ARTWORK_UNKNOWN)
        return pw_fail(why, PW_ERR_UNSUPPORTED, 0, "it is neither ZPL nor PDF nor PNG");
    return content.len == 0 || pw_file_try(config, printer, content, why);
}

static bool open_folders(struct pw_files *f, struct pw_error *err)
{
    size_t count = 0;
    while (pw_config_nth(f->config, "folder", count) != NULL)
        count++;
    f->places = calloc(count + 1, sizeof *f->places);
    if (f->places == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for folders");
    for (size_t i = 0; i < count; i++) {
        struct place *p = &f->places[i];
        const struct pw_section *section = pw_config_nth(f->config, "folder", i);
        const char *printer = pw_section_get(section, "printer");
        const struct pw_folder_listener on = { check_file, f->config, on_arrived, on_state, p };
        if (printer == NULL || !pw_file_target_exists(f->config, printer))
            return pw_fail(err, PW_ERR_CONFIG, 0,
                           "%s:%d: [folder %s] needs printer = the name of a [printer ...], or tag: and one's tag", section->file,
                           section->line, section->name);
        *p = (struct place){ .files = f, .index = i };
        if (!pw_folder_create(f->loop, f->log, section, &on, &p->folder, err))
            return false;
        f->place_count = i + 1;
    }
    return true;
}

bool pw_files_create(struct pw_loop *loop, struct pw_log *log, const struct pw_config *config,
                     const struct pw_files_listener *listener, struct pw_files **ret_files, struct pw_error *err)
{
    struct pw_files *f = calloc(1, sizeof *f);
    if (f == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for files");
    f->loop = loop;
    f->log = log;
    f->config = config;
    f->listener = *listener;
    f->pdf_idle = loop->impl->timer(loop, on_pdf_idle, f);
    if (f->pdf_idle == NULL)
        pw_fail(err, PW_ERR_MEMORY, 0, "no memory for files");
    else if (read_printers(f, err) && open_folders(f, err)) {
        *ret_files = f;
        return true;
    }
    pw_files_destroy(f);
    return false;
}

void pw_files_destroy(struct pw_files *f)
{
    if (f == NULL)
        return;
    for (size_t i = 0; i < f->place_count; i++)
        pw_folder_destroy(f->places[i].folder);
    for (struct drawing *d = f->drawings; d != NULL; d = d->next)
        d->owner = NULL;
    pw_pdf_reader_destroy(f->pdf);
    f->loop->impl->timer_free(f->pdf_idle);
    free(f->places);
    free(f->printings);
    free(f);
}
