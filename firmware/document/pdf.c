/*
 * The parent's side: starts the child, gives it the PDF, opens fonts for it, takes the dots, and ends it.
 *
 *     what happens                        what the caller hears
 *     an answer with dots                 the page, after its size was checked
 *     an answer with an error             that error
 *     the child ends without an answer    over its memory or processor time, or it broke: the PDF's fault
 *     nothing for PW_PDF_WALL_MS          over the time; the child is killed
 */
#include "document/pdf.h"
#include "document/pdf_talk.h"
#include "document/picture.h"
#include "packwright/bytes.h"
#include "packwright/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FONTS_MAX = 64, FONT_MAX_BYTES = 64 << 20 };

struct child {
    pid_t pid;       /* 0: none */
    int fd, font_fd; /* ours */
    int fonts;       /* opened for it */
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
    struct child c = { .fd = stream[0], .font_fd = fonts[0] };
    int wrong = spawn(program, stream[1], fonts[1], &c.pid);
    close(stream[1]);
    close(fonts[1]);
    if (wrong != 0) {
        close(stream[0]);
        close(fonts[0]);
        return pw_fail(err, PW_ERR_IO, wrong, "the process that draws PDFs can't be started");
    }
    (void)fcntl(c.fd, F_SETFL, O_NONBLOCK);
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
    close(c->fd);
    close(c->font_fd);
    *c = (struct child){ 0 };
    return status;
}

/* ---- fonts ---- */

/* A regular file in a folder of fonts, or of what fontconfig and poppler say of them; -1 for everything else. */
static int open_font(const char *path)
{
    static const char *const roots[] = { "/usr/share/fonts/",   "/usr/local/share/fonts/",
                                         "/usr/share/poppler/", "/usr/share/fontconfig/",
                                         "/etc/fonts/",         "/var/cache/fontconfig/" };
    char *real = realpath(path, NULL);
    int fd = -1;
    struct stat st;
    for (size_t i = 0; real != NULL && i < PW_COUNT(roots) && fd < 0; i++)
        if (strncmp(real, roots[i], strlen(roots[i])) == 0)
            fd = open(real, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    free(real);
    if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > FONT_MAX_BYTES)) {
        close(fd);
        fd = -1;
    }
    return fd;
}

/* False: the child talks nonsense, or has closed its end. */
static bool serve_font(struct child *c)
{
    char path[PW_PDF_PATH_MAX + 1];
    ssize_t len = recv(c->font_fd, path, PW_PDF_PATH_MAX, MSG_DONTWAIT);
    if (len <= 0)
        return len < 0 && (errno == EAGAIN || errno == EINTR);
    path[len] = '\0';
    int fd = c->fonts++ < FONTS_MAX && path[0] == '/' ? open_font(path) : -1;
    char yes = 1;
    struct iovec out = { &yes, 1 };
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control = { 0 };
    struct msghdr reply = { .msg_iov = &out, .msg_iovlen = 1 };
    if (fd >= 0) {
        reply.msg_control = control.room;
        reply.msg_controllen = sizeof control.room;
        struct cmsghdr *head = CMSG_FIRSTHDR(&reply);
        *head = (struct cmsghdr){ .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof fd) };
        memcpy(CMSG_DATA(head), &fd, sizeof fd);
    }
    bool sent = sendmsg(c->font_fd, &reply, MSG_NOSIGNAL | MSG_DONTWAIT) == 1;
    if (fd >= 0)
        close(fd);
    return sent;
}

/* ---- the talk ---- */

enum talk { TALK_GOES_ON, TALK_ENDED, TALK_TOO_LONG };

/* Something to send or to receive; wants: POLLIN or POLLOUT. Serves fonts meanwhile. */
static enum talk wait_for(struct child *c, short wants, int64_t deadline_ms)
{
    for (;;) {
        struct pollfd fds[2] = { { c->fd, wants, 0 }, { c->font_fd, POLLIN, 0 } };
        int64_t left = deadline_ms - now_ms();
        if (left <= 0)
            return TALK_TOO_LONG;
        if (poll(fds, 2, (int)left) < 0 && errno != EINTR)
            return TALK_ENDED;
        if ((fds[0].revents & (wants | POLLERR | POLLHUP)) != 0)
            return TALK_GOES_ON;
        if (fds[1].revents != 0 && !serve_font(c))
            return TALK_ENDED;
    }
}

static enum talk give(struct child *c, const void *from, size_t len, int64_t deadline_ms)
{
    const uint8_t *at = from;
    while (len > 0) {
        ssize_t n = send(c->fd, at, len, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            return TALK_ENDED;
        if (n > 0) {
            at += n;
            len -= (size_t)n;
            continue;
        }
        enum talk talk = wait_for(c, POLLOUT, deadline_ms);
        if (talk != TALK_GOES_ON)
            return talk;
    }
    return TALK_GOES_ON;
}

static enum talk take(struct child *c, void *to, size_t len, int64_t deadline_ms)
{
    uint8_t *at = to;
    while (len > 0) {
        ssize_t n = recv(c->fd, at, len, 0);
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
            return TALK_ENDED;
        if (n > 0) {
            at += n;
            len -= (size_t)n;
            continue;
        }
        enum talk talk = wait_for(c, POLLIN, deadline_ms);
        if (talk != TALK_GOES_ON)
            return talk;
    }
    return TALK_GOES_ON;
}

/* The dots after a good answer; the sizes are the child's word, so they are looked at first. */
static enum talk take_page(struct child *c, const struct pw_pdf_answer *a, int dots_per_mm, int64_t deadline_ms,
                           struct pw_page *ret_page, struct pw_error *err)
{
    struct pw_page page;
    if (a->width <= 0 || a->height <= 0 || a->width > PW_PICTURE_MAX_SIDE || a->height > PW_PICTURE_MAX_SIDE ||
        (int64_t)a->width * a->height > PW_PICTURE_MAX_DOTS)
        return TALK_ENDED;
    if (!pw_page_init(&page, a->width, a->height, dots_per_mm, err))
        return TALK_GOES_ON;
    enum talk talk = take(c, page.bits, (size_t)page.stride * (size_t)page.height, deadline_ms);
    if (talk != TALK_GOES_ON) {
        pw_page_finish(&page);
        return talk;
    }
    uint8_t mask = (uint8_t)(0xff << ((8 - page.width % 8) % 8));
    for (int y = 0; y < page.height; y++)
        page.bits[(size_t)y * (size_t)page.stride + (size_t)page.stride - 1] &= mask;
    *ret_page = page;
    return TALK_GOES_ON;
}

static bool repeat_error(struct pw_pdf_answer *a, struct pw_error *err)
{
    struct pw_buf text;
    a->text[sizeof a->text - 1] = '\0';
    pw_buf_init(&text, 4096);
    pw_utf8_visible(pw_bytes_str(a->text), &text);
    bool known = a->code > PW_OK && a->code <= PW_ERR_UNKNOWN_OUTCOME;
    pw_fail(err, known ? (enum pw_error_code)a->code : PW_ERR_BAD_INPUT, 0, "%.300s", pw_buf_text(&text));
    pw_buf_finish(&text);
    return false;
}

static bool explain(enum talk talk, int status, struct pw_error *err)
{
    int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if (talk == TALK_TOO_LONG || signal == SIGXCPU)
        return pw_fail(err, PW_ERR_TIMEOUT, 0,
                       "the PDF takes too long to draw (over %d s) and was given up: ask for another, or for ZPL or PNG",
                       talk == TALK_TOO_LONG ? PW_PDF_WALL_MS / 1000 : PW_PDF_CPU_S);
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
    const struct pw_pdf_ask ask = { .magic = PW_PDF_ASK,
                                    .bytes = (uint32_t)pdf.len,
                                    .dots_per_mm = request->dots_per_mm,
                                    .page = request->page,
                                    .photo = request->photo };
    struct pw_pdf_answer a = { 0 };
    struct pw_error none = { 0 };
    int64_t deadline = now_ms() + PW_PDF_WALL_MS;
    enum talk talk = give(c, &ask, sizeof ask, deadline);
    talk = talk == TALK_GOES_ON ? give(c, pdf.data, pdf.len, deadline) : talk;
    talk = talk == TALK_GOES_ON ? take(c, &a, sizeof a, deadline) : talk;
    if (talk == TALK_GOES_ON && a.magic != PW_PDF_ANSWER)
        talk = TALK_ENDED;
    if (talk == TALK_GOES_ON && a.code != PW_OK) {
        child_stop(c);
        return repeat_error(&a, err);
    }
    talk = talk == TALK_GOES_ON ? take_page(c, &a, request->dots_per_mm, deadline, ret_page, &none) : talk;
    if (talk == TALK_ENDED) { /* let it be heard how it ended, not how it was ended */
        struct pollfd gone = { c->fd, POLLIN, 0 };
        (void)poll(&gone, 1, 100);
        int status = 0;
        pid_t pid = 0;
        for (int i = 0; i < 100 && (pid = waitpid(c->pid, &status, WNOHANG)) == 0; i++)
            (void)poll(NULL, 0, 2);
        if (pid == c->pid) {
            close(c->fd);
            close(c->font_fd);
            *c = (struct child){ 0 };
            return explain(talk, status, err);
        }
    }
    int status = child_stop(c);
    if (talk != TALK_GOES_ON)
        return explain(talk, status, err);
    if (none.code == PW_OK)
        return true;
    if (err != NULL)
        *err = none;
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
            close(c.fd);
            close(c.font_fd);
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
