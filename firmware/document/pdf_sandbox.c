/*
 * The child's prison. After pw_pdf_lock_in:
 *
 *     memory, processor time, file size, core   rlimits
 *     new privileges                            never (PR_SET_NO_NEW_PRIVS)
 *     system calls                              the list below; new code can't be mapped; exec, sockets, tracing end the process;
 *                                               everything else fails
 *     open                                      trapped: the parent opens fonts, and nothing else, and sends the descriptor
 */
#include "document/pdf.h"
#include "document/pdf_talk.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#elif defined(__arm__)
#define ARCH AUDIT_ARCH_ARM
#elif defined(__i386__)
#define ARCH AUDIT_ARCH_I386
#endif

#ifdef ARCH

static const int allowed[] = {
    SYS_read,
    SYS_write,
    SYS_readv,
    SYS_writev,
    SYS_pread64,
    SYS_close,
    SYS_lseek,
    SYS_fstat,
    SYS_fcntl,
    SYS_munmap,
    SYS_mremap,
    SYS_madvise,
    SYS_brk,
    SYS_futex,
    SYS_rt_sigreturn,
    SYS_rt_sigprocmask,
    SYS_rt_sigaction,
    SYS_sigaltstack,
    SYS_restart_syscall,
    SYS_clock_gettime,
    SYS_gettimeofday,
    SYS_getpid,
    SYS_gettid,
    SYS_getrandom,
    SYS_sched_yield,
    SYS_uname,
    SYS_sysinfo,
    SYS_getrusage,
    SYS_exit,
    SYS_exit_group,
    SYS_sendmsg,
    SYS_recvmsg,
#ifdef SYS_newfstatat
    SYS_newfstatat, /* fstat of newer C libraries; says that a file is there, never what is in it */
#endif
#ifdef SYS_fstatat64
    SYS_fstatat64,
#endif
#ifdef SYS_fstat64
    SYS_fstat64,
#endif
#ifdef SYS_fcntl64
    SYS_fcntl64,
#endif
#ifdef SYS__llseek
    SYS__llseek,
#endif
#ifdef SYS_clock_gettime64
    SYS_clock_gettime64,
#endif
#ifdef SYS_futex_time64
    SYS_futex_time64,
#endif
#ifdef SYS_sigreturn
    SYS_sigreturn,
#endif
#ifdef SYS_rseq
    SYS_rseq,
#endif
#ifdef SYS_time
    SYS_time,
#endif
#ifdef __ARM_NR_cacheflush
    __ARM_NR_cacheflush,
#endif
};

/* Nothing in a document has a reason to try these. */
static const int deadly[] = {
    SYS_execve, SYS_execveat, SYS_socket, SYS_connect, SYS_bind, SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev,
    SYS_kill,
#ifdef SYS_fork
    SYS_fork,
#endif
#ifdef SYS_vfork
    SYS_vfork,
#endif
};

enum { FILTER_MAX = 200 };

struct filter {
    struct sock_filter code[FILTER_MAX];
    unsigned short len;
};

static void put(struct filter *f, uint16_t code, uint8_t yes, uint8_t no, uint32_t k)
{
    if (f->len < FILTER_MAX)
        f->code[f->len++] = (struct sock_filter){ code, yes, no, k };
}

static void answer_if(struct filter *f, int nr, uint32_t answer)
{
    put(f, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, (uint32_t)nr);
    put(f, BPF_RET | BPF_K, 0, 0, answer);
}

/* mmap and mprotect: never executable. Loads the argument's low half; the number is loaded again for what follows. */
static void no_code(struct filter *f, int nr)
{
    const uint32_t prot = offsetof(struct seccomp_data, args) + 2 * sizeof(uint64_t);
    put(f, BPF_JMP | BPF_JEQ | BPF_K, 0, 4, (uint32_t)nr);
    put(f, BPF_LD | BPF_W | BPF_ABS, 0, 0, prot);
    put(f, BPF_JMP | BPF_JSET | BPF_K, 0, 1, PROT_EXEC);
    put(f, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EACCES);
    put(f, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
}

static void build(struct filter *f)
{
    put(f, BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, arch));
    put(f, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, ARCH);
    put(f, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_KILL_PROCESS);
    put(f, BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < PW_COUNT(allowed); i++)
        answer_if(f, allowed[i], SECCOMP_RET_ALLOW);
#ifdef SYS_mmap2
    no_code(f, SYS_mmap2);
#else
    no_code(f, SYS_mmap);
#endif
    no_code(f, SYS_mprotect);
    answer_if(f, SYS_openat, SECCOMP_RET_TRAP);
#ifdef SYS_open
    answer_if(f, SYS_open, SECCOMP_RET_TRAP);
#endif
    for (size_t i = 0; i < PW_COUNT(deadly); i++)
        answer_if(f, deadly[i], SECCOMP_RET_KILL_PROCESS);
    put(f, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EPERM);
}

/* The parent opens it, or not: -errno. */
static long ask_parent(const char *path)
{
    char name[PW_PDF_PATH_MAX], answer = 0;
    size_t len = strnlen(path, sizeof name);
    if (len == sizeof name)
        return -ENAMETOOLONG;
    memcpy(name, path, len);
    struct iovec out = { name, len }, in = { &answer, 1 };
    struct msghdr ask = { .msg_iov = &out, .msg_iovlen = 1 };
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct msghdr reply = { .msg_iov = &in, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room };
    if (sendmsg(PW_PDF_FONT_FD, &ask, MSG_NOSIGNAL) < 0 || recvmsg(PW_PDF_FONT_FD, &reply, MSG_CMSG_CLOEXEC) < 1)
        return -ENOENT;
    struct cmsghdr *c = CMSG_FIRSTHDR(&reply);
    if (c == NULL || c->cmsg_type != SCM_RIGHTS)
        return -ENOENT;
    int fd;
    memcpy(&fd, CMSG_DATA(c), sizeof fd);
    return fd;
}

/* open or openat was called: what it returns is put in its place. */
static void on_open(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    int saved = errno;
    ucontext_t *u = context;
    bool at = info->si_syscall == SYS_openat;
#if defined(__x86_64__)
    uintptr_t path = (uintptr_t)u->uc_mcontext.gregs[at ? REG_RSI : REG_RDI];
    u->uc_mcontext.gregs[REG_RAX] = ask_parent((const char *)path);
#elif defined(__aarch64__)
    (void)at;
    u->uc_mcontext.regs[0] = (unsigned long long)ask_parent((const char *)u->uc_mcontext.regs[1]);
#elif defined(__arm__)
    u->uc_mcontext.arm_r0 = (unsigned long)ask_parent((const char *)(at ? u->uc_mcontext.arm_r1 : u->uc_mcontext.arm_r0));
#elif defined(__i386__)
    u->uc_mcontext.gregs[REG_EAX] = (int)ask_parent((const char *)u->uc_mcontext.gregs[at ? REG_ECX : REG_EBX]);
#endif
    errno = saved;
}

static void limit(int what, rlim_t most)
{
    struct rlimit r;
    if (getrlimit(what, &r) != 0 || (r.rlim_max != RLIM_INFINITY && r.rlim_max < most))
        return;
    r = (struct rlimit){ most, what == RLIMIT_CPU ? most + 1 : most }; /* processor time ends with a signal that says so */
    (void)setrlimit(what, &r);                                         /* lowering one's own is always allowed */
}

bool pw_pdf_lock_in(struct pw_error *err)
{
    struct filter filter = { .len = 0 };
    struct sigaction trap = { .sa_sigaction = on_open, .sa_flags = SA_SIGINFO };
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) &&                                                           \
    !defined(PW_SANITIZED) /* they take terabytes of addresses */
    limit(RLIMIT_AS, (rlim_t)PW_PDF_MAX_MEMORY_MIB << 20);
#endif
    limit(RLIMIT_CPU, PW_PDF_CPU_S);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, 64);
    build(&filter);
    const struct sock_fprog program = { filter.len, filter.code };
    if (filter.len == FILTER_MAX || sigaction(SIGSYS, &trap, NULL) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        return pw_fail(err, PW_ERR_UNSUPPORTED, errno, "this kernel can't lock a PDF in, so none is opened");
    return true;
}

#else

bool pw_pdf_lock_in(struct pw_error *err)
{
    return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "PDFs can't be locked in on this processor, so none is opened");
}

#endif
