/*
 * One transport on the firmware's loop, for the system tests:  transport_tool SCHEME [KEY=VALUE...]
 *
 * Commands on standard input, a line each: "send FILE [TITLE]", "cancel", "quit"; its end quits too. What the listener is told
 * comes out as lines: link WORD WORDS...      status WORDS...      progress BYTES      reply HEX sent OUTCOME ACCEPTED TOTAL
 * GROUND proven|unproven CODE TEXT...      refused CODE TEXT...
 */
#include "loop.h"
#include "registry.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct tool {
    struct pw_uv_loop *loop;
    struct pw_transport *transport;
    char line[4096];
    size_t len;
};

static void on_link(void *user, struct pw_transport *t, enum pw_link link, const char *why)
{
    (void)user, (void)t;
    printf("link %s %s\n", pw_link_name(link), why);
}

static void on_sent(void *user, struct pw_transport *t, const struct pw_sent *sent)
{
    (void)user, (void)t;
    static const char *const outcomes[] = { "all", "nothing", "some" };
    printf("sent %s %zu %zu %s %s %s: %s\n", outcomes[sent->outcome], sent->accepted, sent->total, sent->ground,
           sent->proven ? "proven" : "unproven", pw_error_name(sent->error.code), sent->error.text);
}

static void on_progress(void *user, struct pw_transport *t, size_t accepted)
{
    (void)user, (void)t;
    printf("progress %zu\n", accepted);
}

static void on_reply(void *user, struct pw_transport *t, struct pw_bytes reply)
{
    (void)user, (void)t;
    printf("reply ");
    for (size_t i = 0; i < reply.len; i++)
        printf("%02x", reply.data[i]);
    printf("\n");
}

static void on_status(void *user, struct pw_transport *t, const char *words)
{
    (void)user, (void)t;
    printf("status %s\n", words);
}

static void send_file(struct tool *tool, const char *path, const char *title)
{
    struct pw_error err = { 0 };
    struct pw_buf doc;
    pw_buf_init(&doc, 64u << 20);
    FILE *f = fopen(path, "rb");
    for (size_t n = 1; f != NULL && n > 0; pw_buf_grew(&doc, n)) {
        uint8_t *room = pw_buf_room(&doc, 65536);
        n = room == NULL ? 0 : fread(room, 1, 65536, f);
    }
    if (f == NULL)
        printf("refused i/o: %s: %s\n", path, strerror(errno));
    else if (!tool->transport->impl->send(tool->transport, pw_buf_peek(&doc), title, &err))
        printf("refused %s: %s\n", pw_error_name(err.code), err.text);
    if (f != NULL)
        fclose(f);
    pw_buf_finish(&doc);
}

static void command(struct tool *tool, char *line)
{
    char *save, *word = strtok_r(line, " ", &save);
    if (word == NULL)
        return;
    if (strcmp(word, "send") == 0) {
        char *path = strtok_r(NULL, " ", &save), *title = strtok_r(NULL, " ", &save);
        send_file(tool, path == NULL ? "" : path, title == NULL ? "test" : title);
    } else if (strcmp(word, "cancel") == 0) {
        tool->transport->impl->cancel(tool->transport);
    } else if (strcmp(word, "quit") == 0) {
        pw_uv_loop_stop(tool->loop);
    }
}

static void on_input(void *user, int fd, int events)
{
    (void)events;
    struct tool *tool = user;
    ssize_t n = read(fd, tool->line + tool->len, sizeof tool->line - tool->len - 1);
    if (n <= 0) {
        pw_uv_loop_stop(tool->loop);
        return;
    }
    tool->len += (size_t)n;
    tool->line[tool->len] = '\0';
    for (char *end; (end = strchr(tool->line, '\n')) != NULL;) {
        *end = '\0';
        command(tool, tool->line);
        tool->len -= (size_t)(end + 1 - tool->line);
        memmove(tool->line, end + 1, tool->len + 1);
    }
}

int main(int argc, char **argv)
{
    struct tool tool = { 0 };
    struct pw_entry entries[16];
    struct pw_section section = { .type = strdup("printer"), .name = strdup("tool"), .file = "tool", .entries = entries };
    struct pw_error err = { 0 };
    struct pw_log log;
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    pw_log_init_stderr(&log, PW_LOG_DEBUG);
    const struct pw_transport_impl *impl = argc > 1 ? pw_transport_impl_find(argv[1]) : NULL;
    if (impl == NULL || argc - 2 > (int)(sizeof entries / sizeof entries[0])) {
        fprintf(stderr, "usage: transport_tool SCHEME [KEY=VALUE...]\n");
        return 2;
    }
    section.keys[0] = impl->keys;
    for (int i = 2; i < argc; i++) {
        char *equals = strchr(argv[i], '=');
        if (equals == NULL)
            return 2;
        *equals = '\0';
        entries[section.count++] = (struct pw_entry){ argv[i], equals + 1, i };
    }
    if (!pw_uv_loop_create(&tool.loop, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    struct pw_loop *loop = pw_uv_loop_base(tool.loop);
    struct pw_transport_listener listener = { on_link, on_sent, on_progress, on_reply, on_status, &tool };
    struct pw_watch *input = NULL;
    bool ok = impl->create(loop, &log, &section, &listener, &tool.transport, &err);
    if (ok) {
        input = loop->impl->watch(loop, STDIN_FILENO, PW_READABLE, on_input, &tool, &err);
        if (input != NULL)
            pw_uv_loop_run(tool.loop);
        loop->impl->unwatch(input);
        impl->destroy(tool.transport);
    }
    pw_uv_loop_destroy(tool.loop);
    if (!ok || input == NULL)
        printf("refused %s: %s\n", pw_error_name(err.code), err.text);
    else
        printf("bye\n");
    free(section.type);
    free(section.name);
    return ok && input != NULL ? 0 : 1;
}
