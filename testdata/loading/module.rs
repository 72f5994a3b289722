//! The same module in Rust; `--cfg mangled` leaves out what keeps the function's name.
#![allow(improper_ctypes_definitions, dead_code)]

use std::collections::HashMap;
use std::ffi::{c_char, c_int, c_void};

type Lookup = unsafe extern "C" fn(*const c_char, *mut *const c_void) -> c_int;
type Attributes = unsafe extern "C" fn(*mut c_void, *const c_char, c_int, c_int);
type Create =
    unsafe extern "C" fn(*mut c_void, *const c_char, *const c_void, *const c_char, c_int, c_int, c_int) -> c_int;
type Reply = unsafe extern "C" fn(*mut c_void, i64) -> c_int;

static REPLY: std::sync::OnceLock<Reply> = std::sync::OnceLock::new();

unsafe extern "C" fn probe(context: *mut c_void, _: *mut c_void, count: c_int) -> c_int {
    // something of the standard library: a map, a thread, a panic that is caught
    let map: HashMap<c_int, String> = (0..count).map(|n| (n, n.to_string())).collect();
    let length = std::thread::spawn(move || map.len()).join().unwrap_or_default();
    match std::panic::catch_unwind(|| assert!(length < 9)) {
        Ok(()) => unsafe { REPLY.get().unwrap()(context, length as i64) },
        Err(_) => 1,
    }
}

#[cfg_attr(not(mangled), unsafe(no_mangle))]
pub unsafe extern "C" fn RedisModule_OnLoad(context: *mut c_void, _: *mut c_void, _: c_int) -> c_int {
    unsafe {
        let lookup = *context.cast::<Lookup>();
        let get = |name: &std::ffi::CStr| {
            let mut found: *const c_void = std::ptr::null();
            lookup(name.as_ptr(), &mut found);
            found
        };
        let attributes: Attributes = std::mem::transmute(get(c"RedisModule_SetModuleAttribs"));
        let create: Create = std::mem::transmute(get(c"RedisModule_CreateCommand"));
        let _ = REPLY.set(std::mem::transmute::<*const c_void, Reply>(get(c"RedisModule_ReplyWithLongLong")));
        attributes(context, c"probe".as_ptr(), 1, 1);
        create(context, c"probe.ping".as_ptr(), probe as *const c_void, c"readonly".as_ptr(), 0, 0, 0)
    }
}
