/* Directories and paths. */
#include "selftest.h"

static void make_and_enter(void)
{
	check_equal(mkdir("dir"), 0);
	check_equal(mkdir("dir"), -EEXIST);
	check_equal(chdir("dir"), 0);
	make_file("inside", 1, 10);
	check_equal(chdir(".."), 0);
	check_file("dir/inside", 1, 10);
	check_file("/dir/./../dir//inside", 1, 10);
	check_equal(open("dir/inside/", O_RDONLY) >= 0, 1);
	check_equal(unlink("dir"), -ENOTEMPTY);
	check_equal(unlink("dir/inside"), 0);
	check_equal(unlink("dir"), 0);
	check_equal(chdir("dir"), -ENOENT);
}

static void dots_stay(void)
{
	check_equal(mkdir("dots"), 0);
	check_equal(chdir("dots"), 0);
	check_equal(unlink("."), -EINVAL);
	check_equal(unlink(".."), -EINVAL);
	check_equal(chdir("/"), 0);
	check_equal(unlink("dots/."), -EINVAL);
	check_equal(unlink("dots/.."), -EINVAL);
	check_equal(unlink("/"), -EINVAL);
	check_equal(unlink("dots"), 0);
}

static void files_are_no_directories(void)
{
	make_file("plain", 1, 10);
	check_equal(chdir("plain"), -ENOTDIR);
	check_equal(mkdir("plain"), -EEXIST);
	check_equal(mkdir("plain/x"), -ENOTDIR);
	check_equal(open("plain/x", O_CREATE), -ENOTDIR);
	check_equal(unlink("plain/x"), -ENOTDIR);
	check_equal(link("plain", "plain/x"), -ENOTDIR);
	check_equal(unlink("plain"), 0);
}

static void directories_are_no_files(void)
{
	check_equal(mkdir("dir"), 0);
	check_equal(open("dir", O_RDWR), -EISDIR);
	check_equal(open("dir", O_WRONLY), -EISDIR);
	check_equal(open("dir", O_RDONLY | O_TRUNC), -EISDIR);
	check_equal(open("dir", O_CREATE), -EISDIR);
	check_equal(link("dir", "dir2"), -EISDIR);
	int directory = open("dir", O_RDONLY);
	check(directory >= 0);
	check_equal(write(directory, "x", 1), -EBADF);
	check_equal(read(directory, buffer, BUFFER_BYTES), 2 * FS_ENTRY_BYTES);
	close(directory);
	check_equal(unlink("dir"), 0);
}

static void deep_directories(void)
{
	for (int i = 0; i < 20; i++) {
		check_equal(mkdir("d"), 0);
		check_equal(chdir("d"), 0);
	}
	make_file("bottom", 2, 10);
	check_file("/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/bottom", 2, 10);
	check_equal(unlink("bottom"), 0);
	for (int i = 0; i < 20; i++) {
		check_equal(chdir(".."), 0);
		check_equal(unlink("d"), 0);
	}
	struct stat stat;
	int here = open(".", O_RDONLY);
	check_equal(fstat(here, &stat), 0);
	check_equal(stat.inode, FS_ROOT_INODE);
}

/* A process in a directory that is removed under it. */
static void removed_under_us(void)
{
	check_equal(mkdir("a"), 0);
	check_equal(mkdir("a/b"), 0);
	check_equal(chdir("a/b"), 0);
	check_equal(unlink("../../a/b"), 0);
	check_equal(unlink("/a"), 0);
	check_equal(open("new", O_CREATE), -ENOENT);
	check_equal(mkdir("new"), -ENOENT);
	check_equal(link("/readme.txt", "new"), -ENOENT);
	check_equal(open("..", O_RDONLY), -ENOENT);
	check_equal(open(".", O_RDONLY), -ENOENT);
	check_equal(chdir(".."), -ENOENT);
	check_equal(chdir("/"), 0);
}

/* More entries than a block has, then all of them away again. */
static void large_directory(void)
{
	char name[] = "bd/x000";
	const int count = FS_ENTRIES_PER_BLOCK + 20;

	check_equal(mkdir("bd"), 0);
	make_file("bd/file", 3, 10);
	for (int i = 0; i < count; i++) {
		name[4] = (char)('0' + i / 100);
		name[5] = (char)('0' + i / 10 % 10);
		name[6] = (char)('0' + i % 10);
		check_equal(link("bd/file", name), 0);
	}
	check_equal(unlink("bd"), -ENOTEMPTY);
	for (int i = 0; i < count; i++) {
		name[4] = (char)('0' + i / 100);
		name[5] = (char)('0' + i / 10 % 10);
		name[6] = (char)('0' + i % 10);
		check_equal(unlink(name), 0);
	}
	check_file("bd/file", 3, 10);
	check_equal(unlink("bd/file"), 0);
	check_equal(unlink("bd"), 0);
}

static void links_of_directories(void)
{
	struct stat stat;

	check_equal(mkdir("p"), 0);
	check_equal(mkdir("p/q"), 0);
	int directory = open("p", O_RDONLY);
	check_equal(fstat(directory, &stat), 0);
	check_equal(stat.links, 2);
	check_equal(unlink("p/q"), 0);
	check_equal(fstat(directory, &stat), 0);
	check_equal(stat.links, 1);
	close(directory);
	check_equal(unlink("p"), 0);
}

/* In-memory inodes must not leak on paths that fail. */
static void failing_paths_leak_nothing(void)
{
	char name[FS_NAME_BYTES + 8];

	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	for (int i = 0; i < 2 * INODES; i++) {
		check(mkdir("") < 0);
		check(link("/readme.txt", "") < 0);
		check(open("", O_CREATE) < 0);
		check(open("/nosuch/x", O_RDONLY) < 0);
		check(open("/readme.txt/x", O_RDONLY) < 0);
		check(unlink("/nosuch") < 0);
		check(chdir("/readme.txt") < 0);
		check(open(name, O_CREATE) < 0);
		check(mkdir("/readme.txt") < 0);
		check(unlink("/") < 0);
	}
	int file = open("/readme.txt", O_RDONLY);
	check(file >= 0);
}

static const struct test tests[] = {
	TEST(make_and_enter),
	TEST(dots_stay),
	TEST(files_are_no_directories),
	TEST(directories_are_no_files),
	TEST(deep_directories),
	TEST(removed_under_us),
	TEST(large_directory),
	TEST(links_of_directories),
	TEST(failing_paths_leak_nothing),
};
SUITE(directory_suite, tests);
