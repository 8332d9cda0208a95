/*
 * Counts the calls by which a process and all its children change files below FAULT_ROOT, and
 * breaks one of them. Loaded by LD_PRELOAD; told what to do through the page of shared memory that
 * the file FAULT_PAGE holds (see shim.py), so that a running process can be told anew.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum way { COUNT, KILL, TORN, FULL_ONCE, FAULTY, FULL_FROM_HERE, HOLD };

struct page {
    long group;    /* the process group that dies along with the process that was hit */
    long calls;    /* counted so far */
    long at;       /* the call to break, counted from 1 */
    long way;      /* how, see above */
    long fired;    /* how often something was broken */
    long holder;   /* HOLD: the process group that waits to be killed */
    char call[64]; /* what was broken first */
    char path[4096];
};

static struct page *page;
static const char *root;
static size_t root_length;

__attribute__((constructor)) static void begin(void)
{
    const char *file = getenv("FAULT_PAGE");
    root = getenv("FAULT_ROOT");
    if (!file || !root)
        return;
    root_length = strlen(root);
    int fd = (int)syscall(SYS_openat, AT_FDCWD, file, O_RDWR, 0);
    if (fd < 0)
        return;
    void *memory = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    syscall(SYS_close, fd);
    if (memory != MAP_FAILED)
        page = memory;
}

static int below(const char *path)
{
    return strncmp(path, root, root_length) == 0;
}

/* The absolute path of `path`, seen from the folder `at`; whether it lies below the root. */
static int named(int at, const char *path, char *out)
{
    char folder[PATH_MAX];
    if (!page || !path)
        return 0;
    if (path[0] == '/') {
        snprintf(out, PATH_MAX, "%s", path);
        return below(out);
    }
    if (at == AT_FDCWD) {
        if (!getcwd(folder, sizeof folder))
            return 0;
    } else {
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", at);
        ssize_t length = readlink(link, folder, sizeof folder - 1);
        if (length <= 0)
            return 0;
        folder[length] = 0;
    }
    if (snprintf(out, PATH_MAX, "%s/%s", folder, path) >= PATH_MAX)
        return 0;
    return below(out);
}

static int opened(int fd, char *out)
{
    char link[64];
    if (!page)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, out, PATH_MAX - 1);
    if (length <= 0)
        return 0;
    out[length] = 0;
    return below(out);
}

static void die(void)
{
    if (page->group > 1)
        kill((pid_t)-page->group, SIGKILL);
    kill(0, SIGKILL);
    for (;;)
        pause();
}

/*
 * One more call. 0: let it pass; -1: it fails, errno is set; 1: do half of it, then die.
 * `grows` says that the call needs room on the disk; `halves` that it can be done by half.
 */
static int counted(const char *call, const char *path, int grows, int halves)
{
    long number = __sync_add_and_fetch(&page->calls, 1);
    if (page->way == COUNT || number < page->at)
        return 0;
    if (page->way == FULL_FROM_HERE ? !grows : number != page->at)
        return 0;
    if (__sync_fetch_and_add(&page->fired, 1) == 0) {
        snprintf(page->call, sizeof page->call, "%s", call);
        snprintf(page->path, sizeof page->path, "%s", path);
    }
    switch (page->way) {
    case KILL:
        die();
        break;
    case TORN:
        if (halves)
            return 1;
        die();
        break;
    case HOLD:
        page->holder = getpgrp();
        for (;;)
            pause();
    case FAULTY:
        errno = EIO;
        return -1;
    default:
        errno = ENOSPC;
        return -1;
    }
    return 0;
}

#define REAL(type, name, ...)                                                                      \
    static type (*real)(__VA_ARGS__);                                                              \
    if (!real)                                                                                     \
    real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define AT_PATH(at, path, call, grows, failed)                                                     \
    do {                                                                                           \
        char where[PATH_MAX];                                                                      \
        if (named(at, path, where) && counted(call, where, grows, 0) < 0)                          \
            return failed;                                                                         \
    } while (0)

#define ON_FILE(fd, call, grows)                                                                   \
    do {                                                                                           \
        char where[PATH_MAX];                                                                      \
        if (opened(fd, where) && counted(call, where, grows, 0) < 0)                               \
            return -1;                                                                             \
    } while (0)

static int changes(int flags)
{
    return (flags & (O_CREAT | O_TRUNC)) || (flags & O_ACCMODE) != O_RDONLY;
}

#define MODE_OF(flags)                                                                             \
    mode_t mode = 0;                                                                               \
    if ((flags) & O_CREAT) {                                                                       \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode = va_arg(rest, mode_t);                                                               \
        va_end(rest);                                                                              \
    }

#define OPEN(name)                                                                                 \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        REAL(int, #name, const char *, int, ...);                                                  \
        MODE_OF(flags)                                                                             \
        if (changes(flags))                                                                        \
            AT_PATH(AT_FDCWD, path, "open", flags &O_CREAT, -1);                                   \
        return real(path, flags, mode);                                                            \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                               \
    int name(int at, const char *path, int flags, ...)                                             \
    {                                                                                              \
        REAL(int, #name, int, const char *, int, ...);                                             \
        MODE_OF(flags)                                                                             \
        if (changes(flags))                                                                        \
            AT_PATH(at, path, "open", flags &O_CREAT, -1);                                         \
        return real(at, path, flags, mode);                                                        \
    }
OPENAT(openat)
OPENAT(openat64)

#define OPEN_2(name)                                                                               \
    int name(const char *path, int flags)                                                          \
    {                                                                                              \
        REAL(int, #name, const char *, int);                                                       \
        if (changes(flags))                                                                        \
            AT_PATH(AT_FDCWD, path, "open", 0, -1);                                                \
        return real(path, flags);                                                                  \
    }
OPEN_2(__open_2)
OPEN_2(__open64_2)

#define CREAT(name)                                                                                \
    int name(const char *path, mode_t mode)                                                        \
    {                                                                                              \
        REAL(int, #name, const char *, mode_t);                                                    \
        AT_PATH(AT_FDCWD, path, "open", 1, -1);                                                    \
        return real(path, mode);                                                                   \
    }
CREAT(creat)
CREAT(creat64)

#define FOPEN(name)                                                                                \
    FILE *name(const char *path, const char *mode)                                                 \
    {                                                                                              \
        REAL(FILE *, #name, const char *, const char *);                                           \
        if (strpbrk(mode, "wa+"))                                                                  \
            AT_PATH(AT_FDCWD, path, "open", 1, NULL);                                              \
        return real(path, mode);                                                                   \
    }
FOPEN(fopen)
FOPEN(fopen64)

/* What stdio still holds reaches the file here. */
static int flushed(FILE *file, const char *call)
{
    char where[PATH_MAX];
    int fd = fileno(file);
    int writes = fd >= 0 && (fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDONLY;
    return writes && opened(fd, where) ? counted(call, where, 1, 0) : 0;
}

int fflush(FILE *file)
{
    REAL(int, "fflush", FILE *);
    if (file && flushed(file, "fflush") < 0)
        return EOF;
    return real(file);
}

int fclose(FILE *file)
{
    REAL(int, "fclose", FILE *);
    int broken = flushed(file, "fclose");
    int reason = errno;
    int done = real(file);
    if (broken < 0) {
        errno = reason;
        return EOF;
    }
    return done;
}

#define WRITTEN(fd, call, half)                                                                    \
    do {                                                                                           \
        char where[PATH_MAX];                                                                      \
        if (opened(fd, where)) {                                                                   \
            int broken = counted(call, where, 1, 1);                                               \
            if (broken < 0)                                                                        \
                return -1;                                                                         \
            if (broken) {                                                                          \
                (void)!(half);                                                                     \
                die();                                                                             \
            }                                                                                      \
        }                                                                                          \
    } while (0)

ssize_t write(int fd, const void *data, size_t size)
{
    REAL(ssize_t, "write", int, const void *, size_t);
    WRITTEN(fd, "write", real(fd, data, size / 2));
    return real(fd, data, size);
}

#define PWRITE(name)                                                                               \
    ssize_t name(int fd, const void *data, size_t size, off64_t at)                                \
    {                                                                                              \
        REAL(ssize_t, #name, int, const void *, size_t, off64_t);                                  \
        WRITTEN(fd, "pwrite", real(fd, data, size / 2, at));                                       \
        return real(fd, data, size, at);                                                           \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    REAL(ssize_t, "writev", int, const struct iovec *, int);
    WRITTEN(fd, "writev", real(fd, parts, count / 2));
    return real(fd, parts, count);
}

#define SENDFILE(name)                                                                             \
    ssize_t name(int to, int from, off64_t *at, size_t size)                                       \
    {                                                                                              \
        REAL(ssize_t, #name, int, int, off64_t *, size_t);                                         \
        WRITTEN(to, "sendfile", real(to, from, at, 64));                                           \
        return real(to, from, at, size);                                                           \
    }
SENDFILE(sendfile)
SENDFILE(sendfile64)

ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *there, size_t size, unsigned flags)
{
    REAL(ssize_t, "copy_file_range", int, off64_t *, int, off64_t *, size_t, unsigned);
    WRITTEN(to, "copy_file_range", real(from, at, to, there, 64, flags));
    return real(from, at, to, there, size, flags);
}

#define ON_DESCRIPTOR(name, grows, parameters, arguments, ...)                                     \
    int name parameters                                                                            \
    {                                                                                              \
        REAL(int, #name, __VA_ARGS__);                                                             \
        ON_FILE(fd, #name, grows);                                                                 \
        return real arguments;                                                                     \
    }
ON_DESCRIPTOR(fsync, 0, (int fd), (fd), int)
ON_DESCRIPTOR(fdatasync, 0, (int fd), (fd), int)
ON_DESCRIPTOR(ftruncate, 0, (int fd, off_t size), (fd, size), int, off_t)
ON_DESCRIPTOR(ftruncate64, 0, (int fd, off64_t size), (fd, size), int, off64_t)
ON_DESCRIPTOR(fchmod, 0, (int fd, mode_t mode), (fd, mode), int, mode_t)

#define ON_NAME(name, call, at, path, grows, parameters, arguments, ...)                           \
    int name parameters                                                                            \
    {                                                                                              \
        REAL(int, #name, __VA_ARGS__);                                                             \
        AT_PATH(at, path, call, grows, -1);                                                        \
        return real arguments;                                                                     \
    }
ON_NAME(rename, "rename", AT_FDCWD, b, 0, (const char *a, const char *b), (a, b), const char *,
        const char *)
ON_NAME(renameat, "rename", t, b, 0, (int f, const char *a, int t, const char *b), (f, a, t, b),
        int, const char *, int, const char *)
ON_NAME(renameat2, "rename", t, b, 0,
        (int f, const char *a, int t, const char *b, unsigned flags), (f, a, t, b, flags), int,
        const char *, int, const char *, unsigned)
ON_NAME(link, "link", AT_FDCWD, b, 1, (const char *a, const char *b), (a, b), const char *,
        const char *)
ON_NAME(linkat, "link", t, b, 1, (int f, const char *a, int t, const char *b, int flags),
        (f, a, t, b, flags), int, const char *, int, const char *, int)
ON_NAME(symlink, "symlink", AT_FDCWD, b, 1, (const char *a, const char *b), (a, b), const char *,
        const char *)
ON_NAME(symlinkat, "symlink", t, b, 1, (const char *a, int t, const char *b), (a, t, b),
        const char *, int, const char *)
ON_NAME(unlink, "unlink", AT_FDCWD, a, 0, (const char *a), (a), const char *)
ON_NAME(unlinkat, "unlink", f, a, 0, (int f, const char *a, int flags), (f, a, flags), int,
        const char *, int)
ON_NAME(mkdir, "mkdir", AT_FDCWD, a, 1, (const char *a, mode_t mode), (a, mode), const char *,
        mode_t)
ON_NAME(mkdirat, "mkdir", f, a, 1, (int f, const char *a, mode_t mode), (f, a, mode), int,
        const char *, mode_t)
ON_NAME(rmdir, "rmdir", AT_FDCWD, a, 0, (const char *a), (a), const char *)
ON_NAME(truncate, "truncate", AT_FDCWD, a, 0, (const char *a, off_t size), (a, size), const char *,
        off_t)
ON_NAME(chmod, "chmod", AT_FDCWD, a, 0, (const char *a, mode_t mode), (a, mode), const char *,
        mode_t)
ON_NAME(fchmodat, "chmod", f, a, 0, (int f, const char *a, mode_t mode, int flags),
        (f, a, mode, flags), int, const char *, mode_t, int)
