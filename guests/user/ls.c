/* ls [FILE...]: name, kind, inode number, links and size. */
#include "fs.h"
#include "user.h"

static int status;

static void show(const char *name, const struct stat *stat)
{
	static const char kinds[] = {
		[KIND_FREE] = '?',
		[KIND_FILE] = '-',
		[KIND_DIRECTORY] = 'd',
		[KIND_DEVICE] = 'c',
	};

	print("%c %4u %2u %8lu %s\n", stat->kind <= KIND_DEVICE
						? kinds[stat->kind]
						: '?',
	      stat->inode, stat->links, stat->size, name);
}

static void failed(const char *what, long error)
{
	complain("ls", what, error);
	status = 1;
}

static int stat_path(const char *path, struct stat *stat)
{
	int file = open(path, O_RDONLY);

	if (file < 0)
		return file;
	int error = fstat(file, stat);
	close(file);
	return error;
}

static void list_directory(const char *path, int directory)
{
	struct disk_entry entry;

	while (read(directory, &entry, sizeof(entry)) == sizeof(entry)) {
		char name[FS_NAME_BYTES + 1];
		char whole[128 + FS_NAME_BYTES + 2];
		struct stat stat;

		if (entry.inode == 0)
			continue;
		memcpy(name, entry.name, FS_NAME_BYTES);
		name[FS_NAME_BYTES] = '\0';
		string_copy(whole, path, 129);
		size_t length = strlen(whole);
		whole[length] = '/';
		string_copy(whole + length + 1, name, sizeof(name));
		int error = stat_path(whole, &stat);
		if (error < 0)
			failed(whole, error);
		else
			show(name, &stat);
	}
}

static void list(const char *path)
{
	struct stat stat;
	int file = open(path, O_RDONLY);

	if (file < 0) {
		failed(path, file);
		return;
	}
	int error = fstat(file, &stat);
	if (error < 0)
		failed(path, error);
	else if (stat.kind == KIND_DIRECTORY)
		list_directory(path, file);
	else
		show(path, &stat);
	close(file);
}

int main(int argc, char **argv)
{
	if (argc == 1)
		list(".");
	for (int i = 1; i < argc; i++)
		list(argv[i]);
	return status;
}
