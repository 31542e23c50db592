//! Signing in and out, and who a session is. Passwords are Argon2id; guessing is slowed per account and per address.

use crate::{Actor, App, Outcome, Reason, Refused};
use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier};
use domain::ids::StaffId;
use domain::staff::Staff;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use store::audit;
