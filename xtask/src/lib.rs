//! What the tests of the built page need of the project's own commands.

pub mod version;
