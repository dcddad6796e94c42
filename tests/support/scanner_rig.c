#include "support/scanner_rig.h"

#include "registry.h"
#include "support/test_loop.h"
#include "test.h"

#include <stdio.h>
#include <unistd.h>

static void put_shown(struct pw_buf *out, struct pw_bytes bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        if (bytes.data[i] >= 0x20 && bytes.data[i] != 0x7f && bytes.data[i] != '\\')
            pw_buf_putc(out, bytes.data[i]);
        else
            pw_buf_printf(out, "\\x%02x", bytes.data[i]);
    }
}

static void on_scan(void *user, struct pw_scanner *scanner, const struct pw_scan *scan)
{
    struct scanner_rig *rig = user;
    (void)scanner;
    pw_buf_puts(&rig->heard, "scan ");
    put_shown(&rig->heard, scan->data);
    pw_buf_putc(&rig->heard, '\n');
    rig->last_started_us = scan->started_us;
    rig->last_ended_us = scan->ended_us;
}

static void on_garbage(void *user, struct pw_scanner *scanner, struct pw_bytes seen, const char *why)
{
    struct scanner_rig *rig = user;
    (void)scanner;
    pw_buf_puts(&rig->heard, "garbage ");
    put_shown(&rig->heard, seen);
    pw_buf_putc(&rig->heard, '\n');
    snprintf(rig->why, sizeof rig->why, "%s", why);
}

static void on_link(void *user, struct pw_scanner *scanner, enum pw_link link, const char *why)
{
    struct scanner_rig *rig = user;
    (void)scanner;
    pw_buf_printf(&rig->heard, "link %s\n", pw_link_name(link));
    snprintf(rig->why, sizeof rig->why, "%s", why);
}

static bool create(struct scanner_rig *rig, const char *section, struct pw_error *err)
{
    char text[2048];
    memset(rig, 0, sizeof *rig);
    pw_buf_init(&rig->heard, 1 << 20);
    rig->loop = pw_test_loop_create();
    snprintf(text, sizeof text, "[scanner test]\n%s\n", section);
    if (!pw_config_parse(text, "test.conf", "/", &rig->config, err))
        return false;
    const struct pw_section *s = pw_config_section(rig->config, "scanner", "test");
    const struct pw_scanner_impl *impl = pw_scanner_impl_find(pw_section_get(s, "driver"));
    struct pw_scanner_listener listener = { on_scan, on_garbage, on_link, rig };
    CHECK(impl != NULL);
    return impl->create(rig->loop, NULL, s, &listener, &rig->scanner, err);
}

void scanner_rig_start(struct scanner_rig *rig, const char *section)
{
    struct pw_error err = { 0 };
    CHECK_OK(create(rig, section, &err), err);
}

void scanner_rig_refused(const char *section, struct pw_error *ret_err)
{
    struct scanner_rig rig;
    CHECK(!create(&rig, section, ret_err));
    scanner_rig_stop(&rig);
}

void scanner_rig_stop(struct scanner_rig *rig)
{
    if (rig->scanner != NULL)
        rig->scanner->impl->destroy(rig->scanner);
    pw_test_loop_destroy(rig->loop);
    pw_config_free(rig->config);
    pw_buf_finish(&rig->heard);
}

struct wanted {
    struct scanner_rig *rig;
    const char *text;
};

static bool has_text(void *user)
{
    struct wanted *w = user;
    return strstr(pw_buf_text(&w->rig->heard), w->text) != NULL;
}

void scanner_rig_await(struct scanner_rig *rig, const char *text)
{
    struct wanted w = { rig, text };
    /* what the kernel brings from elsewhere (inotify, sockets) may need a real moment */
    for (int i = 0; i < 200; i++) {
        if (pw_test_loop_run_until(rig->loop, has_text, &w, 600000))
            return;
        usleep(1000);
    }
    pw_test_fail(__FILE__, __LINE__, "waited for \"%s\", heard \"%s\" (%s)", text, pw_buf_text(&rig->heard), rig->why);
}

const char *scanner_rig_heard(struct scanner_rig *rig)
{
    static char heard[65536];
    snprintf(heard, sizeof heard, "%s", pw_buf_text(&rig->heard));
    pw_buf_reset(&rig->heard);
    return heard;
}
