CREATE TABLE `millrace_ledger` (
  `job` varchar(191) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `topic` varchar(249) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `partition` int(11) NOT NULL,
  `epoch` bigint(20) NOT NULL,
  `start_offset` bigint(20) NOT NULL,
  `next_offset` bigint(20) NOT NULL,
  `written` bigint(20) NOT NULL,
  `nulled_fields` bigint(20) NOT NULL,
  `quarantined` bigint(20) NOT NULL,
  `tombstones` bigint(20) NOT NULL,
  `gaps` bigint(20) NOT NULL,
  `updated_at` datetime(3) NOT NULL,
  PRIMARY KEY (`job`,`topic`,`partition`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `millrace_ledger` (`job`,`topic`,`partition`,`epoch`,`start_offset`,`next_offset`,`written`,`nulled_fields`,`quarantined`,`tombstones`,`gaps`,`updated_at`) VALUES ('bounded','closed','0','1','0','5','5','1','0','0','0','2026-11-27 00:27:38.106');
INSERT INTO `millrace_ledger` (`job`,`topic`,`partition`,`epoch`,`start_offset`,`next_offset`,`written`,`nulled_fields`,`quarantined`,`tombstones`,`gaps`,`updated_at`) VALUES ('bounded','closed','1','1','0','5','5','0','0','0','0','2026-11-27 00:27:38.106');
INSERT INTO `millrace_ledger` (`job`,`topic`,`partition`,`epoch`,`start_offset`,`next_offset`,`written`,`nulled_fields`,`quarantined`,`tombstones`,`gaps`,`updated_at`) VALUES ('closed','closed','0','1','0','5','5','1','0','0','0','2026-11-27 00:27:37.518');
INSERT INTO `millrace_ledger` (`job`,`topic`,`partition`,`epoch`,`start_offset`,`next_offset`,`written`,`nulled_fields`,`quarantined`,`tombstones`,`gaps`,`updated_at`) VALUES ('closed','closed','1','1','0','5','5','0','0','0','0','2026-11-27 00:27:37.519');
INSERT INTO `millrace_ledger` (`job`,`topic`,`partition`,`epoch`,`start_offset`,`next_offset`,`written`,`nulled_fields`,`quarantined`,`tombstones`,`gaps`,`updated_at`) VALUES ('failed','orders','0','1','0','2','2','0','0','0','0','2026-11-27 00:27:40.147');
INSERT INTO `millrace_ledger` (`job`,`topic`,`partition`,`epoch`,`start_offset`,`next_offset`,`written`,`nulled_fields`,`quarantined`,`tombstones`,`gaps`,`updated_at`) VALUES ('failed','orders','1','1','0','0','0','0','0','0','0','2026-11-27 00:27:39.727');
INSERT INTO `millrace_ledger` (`job`,`topic`,`partition`,`epoch`,`start_offset`,`next_offset`,`written`,`nulled_fields`,`quarantined`,`tombstones`,`gaps`,`updated_at`) VALUES ('inferred','closed','0','1','0','5','5','0','0','0','0','2026-11-27 00:27:39.683');
INSERT INTO `millrace_ledger` (`job`,`topic`,`partition`,`epoch`,`start_offset`,`next_offset`,`written`,`nulled_fields`,`quarantined`,`tombstones`,`gaps`,`updated_at`) VALUES ('inferred','closed','1','1','0','5','5','0','0','0','0','2026-11-27 00:27:39.683');
INSERT INTO `millrace_ledger` (`job`,`topic`,`partition`,`epoch`,`start_offset`,`next_offset`,`written`,`nulled_fields`,`quarantined`,`tombstones`,`gaps`,`updated_at`) VALUES ('orders','orders','0','1','0','5','4','0','1','0','0','2026-11-27 00:27:38.036');
INSERT INTO `millrace_ledger` (`job`,`topic`,`partition`,`epoch`,`start_offset`,`next_offset`,`written`,`nulled_fields`,`quarantined`,`tombstones`,`gaps`,`updated_at`) VALUES ('orders','orders','1','1','0','6','4','0','1','1','0','2026-11-27 00:27:38.013');
CREATE TABLE `millrace_quarantine` (
  `job` varchar(191) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `topic` varchar(249) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `partition` int(11) NOT NULL,
  `offset` bigint(20) NOT NULL,
  `record_time` datetime(3) DEFAULT NULL,
  `key` longblob DEFAULT NULL,
  `value` longblob NOT NULL,
  `kind` varchar(16) NOT NULL,
  `code` varchar(32) NOT NULL,
  `column_name` varchar(64) DEFAULT NULL,
  `path` text DEFAULT NULL,
  `reason` text DEFAULT NULL,
  `quarantined_at` datetime(3) NOT NULL,
  `headers` longtext DEFAULT NULL,
  `counted` tinyint(4) NOT NULL DEFAULT 1,
  PRIMARY KEY (`job`,`topic`,`partition`,`offset`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `millrace_quarantine` (`job`,`topic`,`partition`,`offset`,`record_time`,`key`,`value`,`kind`,`code`,`column_name`,`path`,`reason`,`quarantined_at`,`headers`,`counted`) VALUES ('orders','orders','0','2','2026-11-27 00:27:19.964',x'6B34',x'7B226964223A342C22717479223A226D616E79227D','dirty','not-a-number','qty','/qty','not-a-number: the value of /qty does not fit; expected an integer from -2147483648 to 2147483647','2026-11-27 00:27:38.000','{}','1');
INSERT INTO `millrace_quarantine` (`job`,`topic`,`partition`,`offset`,`record_time`,`key`,`value`,`kind`,`code`,`column_name`,`path`,`reason`,`quarantined_at`,`headers`,`counted`) VALUES ('orders','orders','1','3','2026-11-27 00:27:20.080',x'6B37',x'6E6F74206A736F6E','malformed','not-json',NULL,NULL,'at byte 3: not JSON, was expecting (JSON String, Number, Array, Object or token \'null\', \'true\' or \'false\')','2026-11-27 00:27:38.000','{}','1');
CREATE TABLE `orders` (
  `id` bigint(20) NOT NULL,
  `qty` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `orders` (`id`,`qty`) VALUES ('0','0');
INSERT INTO `orders` (`id`,`qty`) VALUES ('1','3');
INSERT INTO `orders` (`id`,`qty`) VALUES ('2','6');
INSERT INTO `orders` (`id`,`qty`) VALUES ('3','9');
INSERT INTO `orders` (`id`,`qty`) VALUES ('5','15');
INSERT INTO `orders` (`id`,`qty`) VALUES ('6','18');
INSERT INTO `orders` (`id`,`qty`) VALUES ('8','24');
INSERT INTO `orders` (`id`,`qty`) VALUES ('9','27');
CREATE TABLE `closed` (
  `id` bigint(20) NOT NULL,
  `qty` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `closed` (`id`,`qty`) VALUES ('0','0');
INSERT INTO `closed` (`id`,`qty`) VALUES ('1','3');
INSERT INTO `closed` (`id`,`qty`) VALUES ('2','6');
INSERT INTO `closed` (`id`,`qty`) VALUES ('3','9');
INSERT INTO `closed` (`id`,`qty`) VALUES ('4',NULL);
INSERT INTO `closed` (`id`,`qty`) VALUES ('5','15');
INSERT INTO `closed` (`id`,`qty`) VALUES ('6','18');
INSERT INTO `closed` (`id`,`qty`) VALUES ('7','21');
INSERT INTO `closed` (`id`,`qty`) VALUES ('8','24');
INSERT INTO `closed` (`id`,`qty`) VALUES ('9','27');
CREATE TABLE `bounded` (
  `id` bigint(20) NOT NULL,
  `qty` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `bounded` (`id`,`qty`) VALUES ('0','0');
INSERT INTO `bounded` (`id`,`qty`) VALUES ('1','3');
INSERT INTO `bounded` (`id`,`qty`) VALUES ('2','6');
INSERT INTO `bounded` (`id`,`qty`) VALUES ('3','9');
INSERT INTO `bounded` (`id`,`qty`) VALUES ('4',NULL);
INSERT INTO `bounded` (`id`,`qty`) VALUES ('5','15');
INSERT INTO `bounded` (`id`,`qty`) VALUES ('6','18');
INSERT INTO `bounded` (`id`,`qty`) VALUES ('7','21');
INSERT INTO `bounded` (`id`,`qty`) VALUES ('8','24');
INSERT INTO `bounded` (`id`,`qty`) VALUES ('9','27');
CREATE TABLE `inferred` (
  `id` bigint(20) DEFAULT NULL,
  `qty` varchar(64) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `inferred` (`id`,`qty`) VALUES ('0','0');
INSERT INTO `inferred` (`id`,`qty`) VALUES ('1','3');
INSERT INTO `inferred` (`id`,`qty`) VALUES ('2','6');
INSERT INTO `inferred` (`id`,`qty`) VALUES ('3','9');
INSERT INTO `inferred` (`id`,`qty`) VALUES ('4','many');
INSERT INTO `inferred` (`id`,`qty`) VALUES ('5','15');
INSERT INTO `inferred` (`id`,`qty`) VALUES ('6','18');
INSERT INTO `inferred` (`id`,`qty`) VALUES ('7','21');
INSERT INTO `inferred` (`id`,`qty`) VALUES ('8','24');
INSERT INTO `inferred` (`id`,`qty`) VALUES ('9','27');
CREATE TABLE `events` (
  `id` bigint(20) NOT NULL,
  `qty` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `events` (`id`,`qty`) VALUES ('0','0');
INSERT INTO `events` (`id`,`qty`) VALUES ('1','3');
INSERT INTO `events` (`id`,`qty`) VALUES ('2','6');
INSERT INTO `events` (`id`,`qty`) VALUES ('3','9');
INSERT INTO `events` (`id`,`qty`) VALUES ('4',NULL);
INSERT INTO `events` (`id`,`qty`) VALUES ('5','15');
INSERT INTO `events` (`id`,`qty`) VALUES ('6','18');
INSERT INTO `events` (`id`,`qty`) VALUES ('7','21');
INSERT INTO `events` (`id`,`qty`) VALUES ('8','24');
INSERT INTO `events` (`id`,`qty`) VALUES ('9','27');
