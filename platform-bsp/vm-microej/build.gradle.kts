// The light with MicroEJ's SDK 6. The sources are the project's own, where they are; nothing is copied.
plugins {
    id("com.microej.gradle.application") version "1.1.0"
}

group = "org.mattermote"
version = "0.1.0"

microej {
    applicationEntryPoint = "org.mattermote.firmware.image.LightImage"
}

// Of firmware/image, only what this application is made of.
val image = setOf("ConsoleNatives.java", "Figures.java", "Image.java", "LightImage.java", "package-info.java")

sourceSets {
    main {
        java {
            setSrcDirs(
                listOf(
                    "../../stack/src/main/java",
                    "../common/src/main/java",
                    "../natives/src/main/java",
                    "../../firmware/apps/light/src/main/java",
                    "../../firmware/image/src/main/java",
                )
            )
            exclude { file ->
                !file.isDirectory &&
                    file.file.invariantSeparatorsPath.contains("/firmware/image/") &&
                    (!file.path.startsWith("org/mattermote/firmware/image/") || file.path.count { it == '/' } > 4 || file.name !in image)
            }
        }
    }
}

dependencies {
    implementation("ej.api:edc:1.3.5")
    // The VEE Port of your board, as a module or a folder:
    //     ./gradlew -Pmattermote.veePort=GROUP:NAME:VERSION buildExecutable
    val port = providers.gradleProperty("mattermote.veePort")
    if (port.isPresent) {
        microejVee(port.get())
    }
}
