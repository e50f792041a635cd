//! Tags of containers and streams: untrusted bytes, seldom UTF-8 where it matters.

use std::ffi::{CStr, c_char};
use std::ptr;

use ffmpeg_next::ffi;

/// The first `most` tags as `(key, value)`; bytes that are not UTF-8 are replaced.
pub(crate) fn all(dictionary: *const ffi::AVDictionary, most: usize) -> Vec<(String, String)> {
    let mut tags = Vec::new();
    let mut entry = ptr::null();
    while tags.len() < most {
        entry = next(dictionary, c"", entry, ffi::AV_DICT_IGNORE_SUFFIX);
        match text_of(entry) {
            Some(tag) => tags.push(tag),
            None => break,
        }
    }
    tags
}

/// The value of one tag.
pub(crate) fn value(dictionary: *const ffi::AVDictionary, key: &CStr) -> Option<String> {
    text_of(next(dictionary, key, ptr::null(), 0)).map(|(_, value)| value)
}

#[expect(unsafe_code, reason = "a dictionary of FFmpeg's is behind a C pointer")]
fn next(
    dictionary: *const ffi::AVDictionary,
    key: &CStr,
    after: *const ffi::AVDictionaryEntry,
    flags: i32,
) -> *const ffi::AVDictionaryEntry {
    // SAFETY: null is an empty dictionary; `after` is null or an entry of the same dictionary.
    unsafe { ffi::av_dict_get(dictionary, key.as_ptr(), after, flags) }
}

#[expect(unsafe_code, reason = "the text of a tag is a C string")]
fn text_of(entry: *const ffi::AVDictionaryEntry) -> Option<(String, String)> {
    // SAFETY: an entry has a key and a value that end with a NUL and live as long as the dictionary.
    let entry = unsafe { entry.as_ref() }?;
    Some((lossy(entry.key), lossy(entry.value)))
}

#[expect(unsafe_code, reason = "the text of a tag is a C string")]
fn lossy(text: *const c_char) -> String {
    if text.is_null() {
        return String::new();
    }
    // SAFETY: not null, and FFmpeg ends its strings with a NUL.
    unsafe { CStr::from_ptr(text) }
        .to_string_lossy()
        .into_owned()
}
