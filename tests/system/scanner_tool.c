/*
 * The scanners of a configuration on the firmware's loop, for the system tests:  scanner_tool FILE
 *
 * What the listeners are told comes out as lines, control characters as \xNN:
 *   link NAME WORD WORDS...      scan NAME DATA      garbage NAME DATA | WORDS...      then, after SIGTERM, "ended"
 */
#include "config.h"
#include "loop.h"
#include "registry.h"

#include <signal.h>
#include <stdio.h>

static void put(struct pw_bytes bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        printf(bytes.data[i] < 0x20 || bytes.data[i] == '\\' ? "\\x%02x" : "%c", bytes.data[i]);
}

static void on_scan(void *user, struct pw_scanner *scanner, const struct pw_scan *scan)
{
    (void)user;
    printf("scan %s ", scanner->section->name);
    put(scan->data);
    putchar('\n');
}

static void on_garbage(void *user, struct pw_scanner *scanner, struct pw_bytes seen, const char *why)
{
    (void)user;
    printf("garbage %s ", scanner->section->name);
    put(seen);
    printf(" | %s\n", why);
}

static void on_link(void *user, struct pw_scanner *scanner, enum pw_link link, const char *why)
{
    (void)user;
    printf("link %s %s %s\n", scanner->section->name, pw_link_name(link), why);
}

static void on_signal(uv_signal_t *handle, int signum)
{
    (void)signum;
    uv_close((uv_handle_t *)handle, NULL);
    pw_uv_loop_stop(handle->data);
}

int main(int argc, char **argv)
{
    struct pw_config *config;
    struct pw_uv_loop *loop;
    struct pw_error err = { 0 };
    struct pw_log log;
    struct pw_scanner *scanners[16] = { NULL };
    struct pw_scanner_listener listener = { on_scan, on_garbage, on_link, NULL };
    uv_signal_t term;
    setvbuf(stdout, NULL, _IOLBF, 0);
    pw_log_init_stderr(&log, PW_LOG_DEBUG);
    if (argc != 2 || !pw_config_load(argv[1], &config, &err) || !pw_uv_loop_create(&loop, &err)) {
        fprintf(stderr, "scanner_tool: %s\n", argc != 2 ? "usage: scanner_tool FILE" : err.text);
        return 1;
    }
    uv_signal_init(pw_uv_loop_peek(loop), &term);
    term.data = loop;
    uv_signal_start(&term, on_signal, SIGTERM);
    const struct pw_section *s;
    for (size_t n = 0; n < PW_COUNT(scanners) && (s = pw_config_nth(config, "scanner", n)) != NULL; n++) {
        const struct pw_scanner_impl *impl = pw_scanner_impl_find(pw_section_get(s, "driver"));
        if (!impl->create(pw_uv_loop_base(loop), &log, s, &listener, &scanners[n], &err)) {
            fprintf(stderr, "scanner_tool: %s\n", err.text);
            return 1;
        }
    }
    puts("started");
    pw_uv_loop_run(loop);
    for (size_t n = 0; n < PW_COUNT(scanners); n++)
        if (scanners[n] != NULL)
            scanners[n]->impl->destroy(scanners[n]);
    pw_uv_loop_destroy(loop);
    pw_config_free(config);
    puts("ended");
    return 0;
}
