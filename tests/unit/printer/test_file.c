#include "printer/file.h"

#include "packwright/transport.h"
#include "printer/file_write.h"
#include "support/poll_loop.h"
#include "support/printer_rig.h"
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char path[300], other[700], settings[400];

static const char *in_tmp(const char *name)
{
    snprintf(path, sizeof path, "%s/%s", pw_test_tmp(), name);
    return path;
}

static const char *with(const char *more)
{
    snprintf(settings, sizeof settings, "path=%s%s", path, more);
    return settings;
}

static void check_file(const char *name, const char *want)
{
    size_t len;
    char *text = pw_test_read(name, &len);
    CHECK_BYTES(pw_bytes_of(text, len), pw_bytes_str(want));
    free(text);
}

static void send_one(struct rig *rig, const char *text)
{
    rig_send(rig, text, strlen(text));
    CHECK(rig_end(rig));
}

TEST(documents_are_added_to_a_file)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    in_tmp("out.prn");
    rig_open(&rig, loop, &pw_transport_file, with(""));
    CHECK(rig_link(&rig, PW_LINK_READY));
    send_one(&rig, "one");
    CHECK_INT(rig.sent.outcome, PW_SENT_ALL);
    CHECK_INT(rig.sent.accepted, 3);
    CHECK_STR(rig.sent.ground, "file");
    send_one(&rig, "two");
    check_file(path, "onetwo");
    rig_close(&rig);
    poll_loop_destroy(loop);
}

TEST(append_no_keeps_the_last_document_whole)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    in_tmp("out.prn");
    rig_open(&rig, loop, &pw_transport_file, with("|append=no"));
    CHECK(rig_link(&rig, PW_LINK_READY));
    send_one(&rig, "the first one");
    send_one(&rig, "two");
    check_file(path, "two");
    snprintf(other, sizeof other, "%s.part", path);
    CHECK(access(other, F_OK) != 0);
    rig_close(&rig);
    poll_loop_destroy(loop);
}

TEST(a_folder_gets_a_file_for_each_document_and_loses_none)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    in_tmp("slips");
    CHECK(mkdir(path, 0755) == 0);
    rig_open(&rig, loop, &pw_transport_file, with(""));
    CHECK(rig_link(&rig, PW_LINK_READY));
    for (int i = 0; i < 3; i++)
        send_one(&rig, i == 0 ? "a" : i == 1 ? "bb" : "ccc");
    static const char *const names[] = { "test-1.prn", "test-1-2.prn", "test-1-3.prn" };
    for (int i = 0; i < 3; i++) {
        snprintf(other, sizeof other, "%s/%s", path, names[i]);
        check_file(other, i == 0 ? "a" : i == 1 ? "bb" : "ccc");
    }
    struct pw_error err;
    CHECK_OK(rig.transport->impl->send(rig.transport, pw_bytes_str("x"), "../../etc/x y", &err), err);
    CHECK(rig_end(&rig));
    snprintf(other, sizeof other, "%s/_.-..-etc-x-y.prn", path);
    check_file(other, "x");
    rig_close(&rig);
    poll_loop_destroy(loop);
}

TEST(a_path_that_is_not_there_is_missing_until_it_appears)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    in_tmp("stick");
    strcat(path, "/out.prn");
    rig_open(&rig, loop, &pw_transport_file, with(""));
    CHECK(rig_link(&rig, PW_LINK_MISSING));
    CHECK(strstr(rig.why, "No such file or directory") != NULL);
    CHECK(!rig.transport->impl->send(rig.transport, pw_bytes_str("x"), "t", &rig.err));
    CHECK_INT(rig.err.code, PW_ERR_GONE);
    snprintf(other, sizeof other, "%.*s", (int)(strrchr(path, '/') - path), path);
    CHECK(mkdir(other, 0755) == 0);
    CHECK(rig_link(&rig, PW_LINK_READY));
    send_one(&rig, "x");
    CHECK_INT(rig.sent.outcome, PW_SENT_ALL);
    /* and it goes again */
    CHECK(unlink(path) == 0 && rmdir(other) == 0);
    send_one(&rig, "y");
    CHECK_INT(rig.sent.outcome, PW_SENT_NOTHING);
    CHECK_INT(rig.sent.error.code, PW_ERR_NOT_FOUND);
    CHECK_INT(rig.link, PW_LINK_MISSING);
    rig_close(&rig);
    poll_loop_destroy(loop);
}

TEST(what_does_not_fit_is_cut_off_again)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    signal(SIGXFSZ, SIG_IGN);
    for (int replace = 0; replace < 2; replace++) {
        in_tmp("out.prn");
        rig_open(&rig, loop, &pw_transport_file, with(replace ? "|append=no" : ""));
        CHECK(rig_link(&rig, PW_LINK_READY));
        send_one(&rig, "whole");
        struct rlimit was, tight;
        getrlimit(RLIMIT_FSIZE, &was);
        tight = was;
        tight.rlim_cur = 100000;
        setrlimit(RLIMIT_FSIZE, &tight);
        uint8_t *big = calloc(1, 150000);
        rig_send(&rig, big, 150000);
        bool ended = rig_end(&rig);
        setrlimit(RLIMIT_FSIZE, &was);
        free(big);
        CHECK(ended);
        CHECK_INT(rig.sent.outcome, PW_SENT_NOTHING);
        CHECK_INT(rig.sent.accepted, 0);
        CHECK(strstr(rig.sent.error.text, "File too large") != NULL);
        CHECK(rig.words[0] != '\0');
        check_file(path, "whole");
        send_one(&rig, "next");
        check_file(path, replace ? "next" : "wholenext");
        CHECK_STR(rig.words, "");
        rig_close(&rig);
    }
    poll_loop_destroy(loop);
}

/* In a mount namespace of its own: a disk of 96 KiB. The child's exit status says where it failed. */
static int on_a_full_disk(const char *dir)
{
    if (unshare(geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) != 0 ||
        mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 || mount("tmpfs", dir, "tmpfs", 0, "size=98304") != 0)
        return 77;
    char file[400];
    snprintf(file, sizeof file, "%s/out.prn", dir);
    uint8_t data[100000] = { 1 };
    size_t left;
    struct pw_error err = { 0 };
    for (int kind = PW_FILE_APPEND; kind <= PW_FILE_FOLDER; kind++) {
        struct pw_file_order order = { (enum pw_file_kind)kind, kind == PW_FILE_FOLDER ? dir : file, "t", { data, 30000 }, NULL };
        if (!pw_file_write(&order, &left, &err))
            return 10 + kind;
        order.doc.len = sizeof data;
        left = 99;
        if (pw_file_write(&order, &left, &err) || left != 0 || err.sys != ENOSPC)
            return 20 + kind;
        struct stat st;
        if (stat(file, &st) != 0 || st.st_size != 30000)
            return 30 + kind;
        if (kind == PW_FILE_REPLACE && unlink(file) == 0 && !pw_file_write(&order, &left, &err) && access(file, F_OK) == 0)
            return 40;
        order.doc.len = 30000;
        order.path = file;
        order.kind = PW_FILE_REPLACE;
        if (!pw_file_write(&order, &left, &err)) /* the failed ones left nothing behind */
            return 50 + kind;
    }
    return 0;
}

TEST(a_full_disk_leaves_the_file_as_it_was)
{
    const char *dir = pw_test_tmp();
    pid_t child = fork();
    if (child == 0)
        _exit(on_a_full_disk(dir));
    int status;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77)
        pw_test_skip("no mount namespace here");
    CHECK_INT(WEXITSTATUS(status), 0);
}

TEST(a_device_that_refuses_every_byte_got_nothing)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    rig_open(&rig, loop, &pw_transport_file, "path=/dev/full");
    CHECK(rig_link(&rig, PW_LINK_READY));
    send_one(&rig, "x");
    CHECK_INT(rig.sent.outcome, PW_SENT_NOTHING);
    CHECK(strstr(rig.sent.error.text, "No space left on device") != NULL);
    rig_close(&rig);
    rig_open(&rig, loop, &pw_transport_file, "path=/dev/null");
    CHECK(rig_link(&rig, PW_LINK_READY));
    send_one(&rig, "x");
    CHECK_INT(rig.sent.outcome, PW_SENT_ALL);
    rig_close(&rig);
    poll_loop_destroy(loop);
}

TEST(a_node_that_takes_nothing_is_waited_for_named_and_cancelled)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    signal(SIGPIPE, SIG_IGN);
    in_tmp("fifo");
    CHECK(mkfifo(path, 0600) == 0);
    rig_open(&rig, loop, &pw_transport_file, with(""));
    CHECK(rig_link(&rig, PW_LINK_READY));
    send_one(&rig, "x");
    CHECK_INT(rig.sent.outcome, PW_SENT_NOTHING); /* nobody reads */
    int fd = open(path, O_RDONLY | O_NONBLOCK);
    size_t len = 300000, got = 0;
    uint8_t *data = malloc(len), *back = malloc(len);
    for (size_t i = 0; i < len; i++)
        data[i] = (uint8_t)(i * 31 >> 3);
    rig_send(&rig, data, len);
    rig_run(&rig, 60000000);
    CHECK_INT(rig.sents, 1);
    CHECK(strstr(rig.words, "takes no data") != NULL);
    for (int i = 0; i < 10000 && rig.sents == 1; i++) {
        ssize_t n = read(fd, back + got, len - got);
        got += n > 0 ? (size_t)n : 0;
        rig_run(&rig, 1000);
    }
    ssize_t n = read(fd, back + got, len - got);
    got += n > 0 ? (size_t)n : 0;
    CHECK_BYTES(pw_bytes_of(back, got), pw_bytes_of(data, len));
    CHECK_INT(rig.sent.outcome, PW_SENT_ALL);
    CHECK_STR(rig.words, "");
    rig_send(&rig, data, len); /* cancelled half way */
    rig_run(&rig, 3000000);
    rig.transport->impl->cancel(rig.transport);
    CHECK(rig_end(&rig));
    CHECK_INT(rig.sent.outcome, PW_SENT_SOME);
    CHECK(rig.sent.accepted > 0 && rig.sent.accepted < len);
    while (read(fd, back, len) > 0)
        ;
    rig_send(&rig, data, len); /* the reader goes half way */
    rig_run(&rig, 3000000);
    close(fd);
    CHECK(rig_end(&rig));
    CHECK_INT(rig.sent.outcome, PW_SENT_SOME);
    CHECK_INT(rig.sent.error.code, PW_ERR_UNKNOWN_OUTCOME);
    free(data);
    free(back);
    rig_close(&rig);
    poll_loop_destroy(loop);
}

TEST(destroy_and_cancel_work_at_any_time)
{
    for (int when = 0; when < 4; when++) {
        struct pw_loop *loop = poll_loop_create();
        struct rig rig;
        in_tmp("out.prn");
        rig_open(&rig, loop, &pw_transport_file, with(""));
        if (when >= 1)
            CHECK(rig_link(&rig, PW_LINK_READY));
        if (when >= 2)
            rig_send(&rig, "slip", 4);
        if (when >= 3)
            rig.transport->impl->cancel(rig.transport);
        rig_close(&rig);
        poll_loop_destroy(loop);
    }
}

TEST(a_section_without_a_path_is_refused)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    CHECK(!rig_try(&rig, loop, &pw_transport_file, ""));
    CHECK_INT(rig.err.code, PW_ERR_CONFIG);
    rig_close(&rig);
    poll_loop_destroy(loop);
}
