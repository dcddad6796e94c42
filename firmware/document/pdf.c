/*
 * The parent's side: starts the child, talks with it (pdf_talk.c), and ends it.
 *
 *     what happens                        what the caller hears
 *     an answer with dots                 the page, after its size was checked
 *     an answer with an error             that error
 *     the child ends without an answer    over its memory or processor time, or it broke: the PDF's fault
 *     nothing for PW_PDF_WALL_MS          over the time; the child is killed
 */
#include "document/pdf.h"
#include "document/pdf_talk.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct child {
    pid_t pid; /* 0: none */
    struct pw_pdf_peer peer;
};

struct pw_pdf_reader {
    char *program;
    struct child spare;
};

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Above the numbers that the child's descriptors get. */
static bool pair(int type, int fds[2])
{
    int raw[2];
    if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, raw) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        fds[i] = fcntl(raw[i], F_DUPFD_CLOEXEC, 10);
        close(raw[i]);
    }
    if (fds[0] >= 0 && fds[1] >= 0)
        return true;
    for (int i = 0; i < 2; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    return false;
}

static int spawn(const char *program, int fd, int font_fd, pid_t *ret_pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    sigset_t none, all;
    char path[] = "PATH=/usr/bin:/bin", locale[] = "LC_ALL=C.UTF-8", name[] = "packwright", mode[] = PW_PDF_CHILD;
    char *argv[] = { name, mode, NULL }, *env[] = { path, locale, NULL };
    if (posix_spawn_file_actions_init(&actions) != 0)
        return ENOMEM;
    if (posix_spawnattr_init(&attr) != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return ENOMEM;
    }
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &all);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    int wrong = 0;
    for (int i = 0; i < 3 && wrong == 0; i++)
        wrong = posix_spawn_file_actions_addopen(&actions, i, "/dev/null", i == 0 ? O_RDONLY : O_WRONLY, 0);
    wrong = wrong != 0 ? wrong : posix_spawn_file_actions_adddup2(&actions, fd, PW_PDF_FD);
    wrong = wrong != 0 ? wrong : posix_spawn_file_actions_adddup2(&actions, font_fd, PW_PDF_FONT_FD);
    wrong = wrong != 0 ? wrong : posix_spawn_file_actions_addclosefrom_np(&actions, PW_PDF_FONT_FD + 1);
    wrong = wrong != 0 ? wrong : posix_spawn(ret_pid, program, &actions, &attr, argv, env);
    posix_spawnattr_destroy(&attr);
    posix_spawn_file_actions_destroy(&actions);
    return wrong;
}

static bool child_start(const char *program, struct child *ret, struct pw_error *err)
{
    int stream[2], fonts[2];
    if (!pair(SOCK_STREAM, stream))
        return pw_fail(err, PW_ERR_IO, errno, "no sockets for the process that draws PDFs");
    if (!pair(SOCK_SEQPACKET, fonts)) {
        pw_fail(err, PW_ERR_IO, errno, "no sockets for the process that draws PDFs");
        close(stream[0]);
        close(stream[1]);
        return false;
    }
    struct child c = { .peer = { .fd = stream[0], .font_fd = fonts[0] } };
    int wrong = spawn(program, stream[1], fonts[1], &c.pid);
    close(stream[1]);
    close(fonts[1]);
    if (wrong != 0) {
        close(stream[0]);
        close(fonts[0]);
        return pw_fail(err, PW_ERR_IO, wrong, "the process that draws PDFs can't be started");
    }
    (void)fcntl(c.peer.fd, F_SETFL, O_NONBLOCK);
    *ret = c;
    return true;
}

/* Its end, however it was doing; returns waitpid's status. */
static int child_stop(struct child *c)
{
    int status = 0;
    if (c->pid <= 0)
        return 0;
    (void)kill(c->pid, SIGKILL); /* without effect on one that has ended by itself */
    while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
        ;
    close(c->peer.fd);
    close(c->peer.font_fd);
    *c = (struct child){ 0 };
    return status;
}

/* ---- what is said about it ---- */

static bool explain(enum pw_pdf_talk talk, int status, struct pw_error *err)
{
    int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if (talk == PW_PDF_TOO_LONG || signal == SIGXCPU)
        return pw_fail(err, PW_ERR_TIMEOUT, 0,
                       "the PDF takes too long to draw (over %d s) and was given up: ask for another, or for ZPL or PNG",
                       talk == PW_PDF_TOO_LONG ? PW_PDF_WALL_MS / 1000 : PW_PDF_CPU_S);
    if (signal == SIGSYS)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the PDF tried something that no document has a reason to do, and was stopped");
    if (signal == SIGABRT || signal == SIGTRAP)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "the PDF needs more than %d MiB of memory to be drawn, or is damaged",
                       PW_PDF_MAX_MEMORY_MIB);
    return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the PDF broke the program that draws it (%s %d): it is damaged, or made to do that",
                   signal != 0 ? "signal" : "status", signal != 0 ? signal : WEXITSTATUS(status));
}

static bool converse(struct child *c, struct pw_bytes pdf, const struct pw_pdf_request *request, struct pw_page *ret_page,
                     struct pw_error *err)
{
    struct pw_error why = { 0 };
    enum pw_pdf_talk talk = pw_pdf_converse(&c->peer, pdf, request, now_ms() + PW_PDF_WALL_MS, ret_page, &why);
    if (talk == PW_PDF_ENDED) { /* let it be heard how it ended, not how it was ended */
        struct pollfd gone = { c->peer.fd, POLLIN, 0 };
        (void)poll(&gone, 1, 100);
        int status = 0;
        pid_t pid = 0;
        for (int i = 0; i < 100 && (pid = waitpid(c->pid, &status, WNOHANG)) == 0; i++)
            (void)poll(NULL, 0, 2);
        if (pid == c->pid) {
            close(c->peer.fd);
            close(c->peer.font_fd);
            *c = (struct child){ 0 };
            return explain(talk, status, err);
        }
    }
    int status = child_stop(c);
    if (talk != PW_PDF_TALKED)
        return explain(talk, status, err);
    if (why.code == PW_OK)
        return true;
    if (err != NULL)
        *err = why;
    return false;
}

static const char own_program[] = "/proc/self/exe";

bool pw_pdf_draw(struct pw_pdf_reader *reader, struct pw_bytes pdf, const struct pw_pdf_request *request,
                 struct pw_page *ret_page, struct pw_error *err)
{
    struct child c = { 0 };
    if (pdf.len == 0 || pdf.len > PW_PDF_MAX_BYTES)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "a PDF of %zu bytes is not read; at most %d MiB are", pdf.len,
                       PW_PDF_MAX_BYTES >> 20);
    if (request->dots_per_mm < 1 || request->dots_per_mm > 48 || request->page < 0)
        return pw_fail(err, PW_ERR_CONFIG, 0, "no printer has %d dots a millimetre", request->dots_per_mm);
    if (reader != NULL) {
        c = reader->spare;
        reader->spare = (struct child){ 0 };
        int status;
        if (c.pid > 0 && waitpid(c.pid, &status, WNOHANG) == c.pid) { /* somebody ended it meanwhile */
            close(c.peer.fd);
            close(c.peer.font_fd);
            c.pid = 0;
        }
    }
    if (c.pid <= 0 && !child_start(reader != NULL ? reader->program : own_program, &c, err))
        return false;
    bool ok = converse(&c, pdf, request, ret_page, err);
    struct pw_error ignored; /* without a spare the next PDF starts its own */
    if (reader != NULL)
        (void)!child_start(reader->program, &reader->spare, &ignored);
    return ok;
}

bool pw_pdf_reader_create(const char *program, struct pw_pdf_reader **ret_reader, struct pw_error *err)
{
    struct pw_pdf_reader *r = calloc(1, sizeof *r);
    if (r == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "no memory for reading PDFs");
    r->program = strdup(program == NULL ? own_program : program);
    if (r->program == NULL || !child_start(r->program, &r->spare, err)) {
        if (r->program == NULL)
            pw_fail(err, PW_ERR_MEMORY, errno, "no memory for reading PDFs");
        pw_pdf_reader_destroy(r);
        return false;
    }
    *ret_reader = r;
    return true;
}

void pw_pdf_reader_destroy(struct pw_pdf_reader *reader)
{
    if (reader == NULL)
        return;
    child_stop(&reader->spare);
    free(reader->program);
    free(reader);
}
