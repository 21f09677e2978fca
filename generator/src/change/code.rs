//! The table of codes. A code is stable: it is never given another meaning, and never reused.

macro_rules! codes {
    ($($id:ident $name:ident $title:literal,)+) => {
        /// What a change is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ChangeCode {
            $(#[doc = concat!("`", stringify!($id), "`: ", $title, ".")] $name,)+
        }

        impl ChangeCode {
            /// All codes, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code as it is printed, such as `C0101`.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => stringify!($id),)+ }
            }

            /// What the code stands for, in a few words.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)+ }
            }
        }
    };
}

codes! {
    // 01xx: operations.
    C0101 OperationRemoved "an operation is gone",
    C0102 OperationAdded "an operation is new",

    // 02xx: types.
    C0201 TypeRemoved "a type is gone",
    C0202 TypeAdded "a type is new",
}
