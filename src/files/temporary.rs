//! What is half made: files and folders that go when their value does, when the program is
//! stopped, and, after a kill, at the next start.
//!
//! Each is locked for as long as somebody works on it, so that one whose lock is free was
//! left behind.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use tempfile::{Builder, NamedTempFile, TempDir, TempPath};

/// How the names of temporary files and folders begin.
const TEMPORARY: &str = ".star-cards-";

/// How many letters and digits follow, drawn at random. A name that a person gave is no
/// leftover, so a name has to be of exactly this shape.
const RANDOM: usize = 6;

/// What this process has begun.
static BEGUN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Takes the signals over, so that what was begun goes with a stop.
static MIND_SIGNALS: OnceLock<fn()> = OnceLock::new();

/// How the folder is called in which everything half made of one user lies, where everybody's does;
/// the number of the user follows. So a start looks through what is ours, and not through thousands
/// of files of other programs.
const OWN_FOLDER: &str = ".star-cards-of-";

/// How often a folder is removed anew that somebody still writes into.
const TRIES: u32 = 5;

/// Ends what still writes into what was begun.
static END_FIRST: OnceLock<fn()> = OnceLock::new();

/// Names what has to be called before anything half made is removed at a stop.
pub(crate) fn end_first(end: fn()) {
    let _ = END_FIRST.set(end);
}

/// Names what has to be called before the first thing is begun that a stop must remove.
pub(crate) fn before_the_first(mind_signals: fn()) {
    let _ = MIND_SIGNALS.set(mind_signals);
}

/// Removes everything half made. From then on nothing is begun or finished any more: the
/// program has to end. Says whether there was anything.
pub(crate) fn clear() -> bool {
    if let Some(end) = END_FIRST.get() {
        end();
    }
    let mut begun = begun();
    let any = !begun.is_empty();
    for path in begun.drain(..) {
        remove(&path);
        let own = folder_of(&path);
        if own == own_folder(folder_of(own)) {
            drop(OwnFolder(own.to_owned()));
        }
    }
    std::mem::forget(begun);
    any
}

fn begun() -> MutexGuard<'static, Vec<PathBuf>> {
    BEGUN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn remove(path: &Path) {
    for _ in 0..TRIES {
        let removed = match path.is_dir() {
            true => fs::remove_dir_all(path),
            false => fs::remove_file(path),
        };
        if removed.is_ok() || fs::symlink_metadata(path).is_err() {
            return;
        }
    }
}

/// A place in the list of what was begun, and the lock on it.
#[derive(Debug)]
struct Begun {
    path: PathBuf,
    _lock: Option<File>,
}

impl Begun {
    /// Makes something and locks it.
    fn make<T>(
        make: impl Fn(&mut Builder<'_, '_>) -> io::Result<T>,
        path: impl Fn(&T) -> &Path,
    ) -> io::Result<(T, Begun)> {
        if let Some(mind_signals) = MIND_SIGNALS.get() {
            mind_signals();
        }
        // A stop waits for this.
        let mut list = begun();
        loop {
            let made = make(Builder::new().prefix(TEMPORARY).rand_bytes(RANDOM))?;
            let path = path(&made).to_owned();
            let lock = File::open(&path).ok();
            let lock = lock.filter(|file| file.lock().is_ok());
            // Somebody may have taken it for left behind before it was locked.
            if path.exists() {
                list.push(path.clone());
                return Ok((made, Begun { path, _lock: lock }));
            }
        }
    }

    /// Does the last step, after which there is nothing left to remove.
    fn finish<T>(&self, last: impl FnOnce() -> T) -> T {
        let mut list = begun();
        let done = last();
        list.retain(|path| *path != self.path);
        done
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        begun().retain(|path| *path != self.path);
    }
}

/// Whether a file or folder is named as temporary ones are.
pub(crate) fn is_temporary_name(name: &str) -> bool {
    let random = name.strip_prefix(TEMPORARY);
    random.is_some_and(|random| {
        random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// What a killed run left in a folder: ours, and locked by nobody. It is locked by us until the
/// file is dropped, so that nobody begins to work on it meanwhile.
fn left_behind(folder: &Path) -> Vec<(PathBuf, File)> {
    let me = rustix::process::geteuid().as_raw();
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let ours = entries.filter(|entry| entry.file_name().to_str().is_some_and(is_temporary_name));
    let left = ours.filter_map(|entry| {
        let path = entry.path();
        let data = fs::symlink_metadata(&path).ok()?;
        if !(data.is_dir() || data.is_file()) || data.uid() != me {
            return None;
        }
        let lock = File::open(&path).ok()?;
        lock.try_lock().ok().map(|()| (path, lock))
    });
    left.collect()
}

/// Where the system keeps what is soon gone: the folder of XDG_RUNTIME_DIR, if there is one, since it
/// lies in memory, then that of temporary files.
pub(crate) fn temporary_places(runtime: Option<&str>) -> Vec<PathBuf> {
    let runtime = runtime.map(PathBuf::from);
    let runtime = runtime.filter(|folder| folder.is_absolute() && folder.is_dir());
    runtime.into_iter().chain([std::env::temp_dir()]).collect()
}

/// What killed runs left in these places: in our own folders there, or beside them.
pub(crate) fn left_behind_in(places: &[PathBuf]) -> Vec<PathBuf> {
    let own = places.iter().map(|place| own_folder(place));
    let own = own.filter(|folder| is_ours_alone(folder));
    let folders = own.chain(places.iter().cloned());
    let left = folders.flat_map(|folder| left_behind(&folder));
    left.map(|(path, _)| path).collect()
}

/// Removes what killed runs left in these places.
pub(crate) fn clear_left_behind_in(places: &[PathBuf]) {
    for place in places {
        let own = own_folder(place);
        if is_ours_alone(&own) {
            clear_left_behind([&own]);
            drop(OwnFolder(own));
        } else if fs::symlink_metadata(own).is_ok() {
            clear_left_behind([place]);
        }
    }
}

/// Removes what killed runs left in these folders.
pub(crate) fn clear_left_behind(folders: impl IntoIterator<Item = impl AsRef<Path>>) {
    let folders = folders.into_iter();
    for (path, _lock) in folders.flat_map(|folder| left_behind(folder.as_ref())) {
        remove(&path);
    }
}

fn own_folder(place: &Path) -> PathBuf {
    let me = rustix::process::geteuid().as_raw();
    place.join(format!("{OWN_FOLDER}{me}"))
}

/// Whether nobody else can put anything there, or a link into its place.
fn is_ours_alone(folder: &Path) -> bool {
    let me = rustix::process::geteuid().as_raw();
    fs::symlink_metadata(folder)
        .is_ok_and(|data| data.is_dir() && data.uid() == me && data.mode() & 0o077 == 0)
}

/// Our own folder where everybody's temporary ones lie. It goes when the value does, if it is empty
/// then.
#[derive(Debug)]
struct OwnFolder(PathBuf);

impl OwnFolder {
    /// There, made if it is missing; none where its name is not ours alone.
    fn in_place(place: &Path) -> io::Result<Option<OwnFolder>> {
        let own = own_folder(place);
        match DirBuilder::new().mode(0o700).create(&own) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            _ => Ok(is_ours_alone(&own).then_some(OwnFolder(own))),
        }
    }
}

impl Drop for OwnFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir(&self.0);
    }
}

/// A folder for the owner alone, which goes when the value does.
#[derive(Debug)]
pub(crate) struct TemporaryFolder {
    folder: TempDir,
    begun: Begun,
    /// What goes after it.
    _own: Option<OwnFolder>,
}

impl TemporaryFolder {
    /// Where the system keeps such.
    pub(crate) fn elsewhere() -> io::Result<TemporaryFolder> {
        TemporaryFolder::in_place(&std::env::temp_dir())
    }

    /// Beside a file that is made of several files before it is whole. What was left behind
    /// there goes first.
    pub(crate) fn beside(path: &Path) -> io::Result<TemporaryFolder> {
        clear_left_behind([folder_of(path)]);
        TemporaryFolder::inside(folder_of(path), None)
    }

    /// In such a place, where everybody's lie: in our own folder there or, where somebody else has its
    /// name, beside that.
    pub(crate) fn in_place(place: &Path) -> io::Result<TemporaryFolder> {
        loop {
            let Some(own) = OwnFolder::in_place(place)? else {
                return TemporaryFolder::inside(place, None);
            };
            let path = own.0.clone();
            match TemporaryFolder::inside(&path, Some(own)) {
                // Another run has found it empty and taken it away.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                made => return made,
            }
        }
    }

    fn inside(parent: &Path, own: Option<OwnFolder>) -> io::Result<TemporaryFolder> {
        let make = |builder: &mut Builder<'_, '_>| {
            let private = fs::Permissions::from_mode(0o700);
            builder.permissions(private).tempdir_in(parent)
        };
        let (folder, begun) = Begun::make(make, TempDir::path)?;
        Ok(TemporaryFolder {
            folder,
            begun,
            _own: own,
        })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Moves a finished file in it into its place, over an old one or only where there is
    /// none. Cut or failed, it is gone, and what was there stays.
    pub(crate) fn put_in_place(&self, new: &Path, target: &Path, replace: bool) -> io::Result<()> {
        File::open(new)?.sync_all()?;
        let new = TempPath::try_from_path(new)?;
        self.begun.finish(|| match replace {
            true => new.persist(target),
            false => new.persist_noclobber(target),
        })?;
        sync_folder(target);
        Ok(())
    }
}

/// A file on its way: written beside its place, and moved there when it is whole. Dropped
/// before that, it is gone.
pub(crate) struct UnfinishedFile {
    file: NamedTempFile,
    begun: Begun,
    place: PathBuf,
    replaces: Replaces,
}

/// What a finished file may take the place of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Replaces {
    Nothing,
    /// A file, whose permissions it takes.
    File,
    /// A file, of which nothing stays.
    Everything,
}

impl UnfinishedFile {
    /// Begins an empty one for that place. To `replace` an existing file follows a link, so
    /// that a deck kept elsewhere stays there; the file keeps its permissions, a new one is
    /// private. What was left behind there goes first.
    pub(crate) fn begin(path: &Path, replace: bool) -> io::Result<UnfinishedFile> {
        match replace {
            true => {
                let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
                UnfinishedFile::begin_at(place, Replaces::File)
            }
            false => UnfinishedFile::begin_at(path.to_owned(), Replaces::Nothing),
        }
    }

    /// Begins an empty one for that very name, private whatever is there. Fails if that is no
    /// plain file, be it a link to one: then it is somebody's.
    pub(crate) fn begin_anew(path: &Path) -> io::Result<UnfinishedFile> {
        if fs::symlink_metadata(path).is_ok_and(|there| !there.is_file()) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        UnfinishedFile::begin_at(path.to_owned(), Replaces::Everything)
    }

    fn begin_at(place: PathBuf, replaces: Replaces) -> io::Result<UnfinishedFile> {
        let folder = folder_of(&place);
        clear_left_behind([folder]);
        // On the same disk, so that it can be moved. tempfile creates it 0600.
        let make = |builder: &mut Builder<'_, '_>| builder.tempfile_in(folder);
        let (file, begun) = Begun::make(make, NamedTempFile::path)?;
        Ok(UnfinishedFile {
            file,
            begun,
            place,
            replaces,
        })
    }

    /// Moves it to its place, its bytes being on the disk.
    pub(crate) fn finish(self) -> io::Result<()> {
        let UnfinishedFile {
            file,
            begun,
            place,
            replaces,
        } = self;
        if let (Replaces::File, Ok(metadata)) = (replaces, fs::metadata(&place)) {
            fs::set_permissions(file.path(), metadata.permissions())?;
        }
        file.as_file().sync_all()?;
        let moved = begun.finish(|| match replaces {
            Replaces::File | Replaces::Everything => file.persist(&place),
            Replaces::Nothing => file.persist_noclobber(&place),
        });
        moved.map_err(|error| error.error)?;
        sync_folder(&place);
        Ok(())
    }
}

/// Moves finished files out of temporary folders, each beside its place, over what is there, whose
/// permissions they take. All their bytes are on the disk before the first one is moved, and a stop
/// waits until the last one is. An error names the place.
pub(crate) fn move_all(
    folders: Vec<TemporaryFolder>,
    files: &[(PathBuf, PathBuf)],
) -> Result<(), (PathBuf, io::Error)> {
    let of = |place: &Path| {
        let place = place.to_owned();
        move |error| (place, error)
    };
    for (new, place) in files {
        if let Ok(metadata) = fs::metadata(place) {
            fs::set_permissions(new, metadata.permissions()).map_err(of(place))?;
        }
        File::open(new)
            .and_then(|file| file.sync_all())
            .map_err(of(place))?;
    }
    let stopped = begun();
    let mut moves = files.iter();
    let moved = moves.try_for_each(|(new, place)| fs::rename(new, place).map_err(of(place)));
    drop(stopped);
    // They take themselves off the list of what was begun.
    drop(folders);
    moved?;
    let mut places: Vec<&PathBuf> = files.iter().map(|(_, place)| place).collect();
    places.dedup_by(|one, other| folder_of(one) == folder_of(other));
    places.iter().for_each(|place| sync_folder(place));
    Ok(())
}

impl Write for UnfinishedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes the rename itself durable; not every file system can, and then it is not needed.
fn sync_folder(path: &Path) {
    if let Ok(folder) = File::open(folder_of(path)) {
        let _ = folder.sync_all();
    }
}
